package io.wsgateway.server;

import io.wsgateway.auth.Identity;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.server.admission.HandshakeOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an {@link UpgradeQuestion}.
 *
 * @param outcome the first check that refuses, or accepted
 * @param close what the client is closed with; null if the HTTP status tells it
 * @param sentence what the log says of such a refusal; empty if it says nothing
 * @param remedy the line for the configuration that would accept the client; empty if there is none
 * @param endpoint the path of the endpoint as configured; null if there is none
 * @param host the host that was compared
 * @param identity who the client is, if it is accepted
 * @param grant what it may do then; null if it is refused, or if that depends on what it asks for
 * @param undecided whether it has passed every check before a backend is asked, which was not
 */
public record UpgradeVerdict(
    HandshakeOutcome outcome,
    @Nullable CloseEvent close,
    String sentence,
    String remedy,
    @Nullable String endpoint,
    String host,
    Identity identity,
    Endpoint.@Nullable Grant grant,
    boolean undecided) {
  /** Whether the client could connect. */
  public boolean isAccepted() {
    return outcome == HandshakeOutcome.ACCEPTED;
  }
}
