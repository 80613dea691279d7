package io.wsgateway.server;

import io.wsgateway.auth.Identity;
import io.wsgateway.server.admission.ClientAddress;
import io.wsgateway.server.admission.UpgradeRequest;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Describes a client whose upgrade passed all checks.
 *
 * @param identity who the client is; anonymous where the endpoint needs no token
 * @param placeholders the values of the path's placeholders, by name
 * @param client its address
 * @param subprotocol the selected one, null when none
 * @param query the query as received, without {@code ?}; empty when there is none
 * @param header the value of one of its headers, null if it has none; holds the request, so nothing
 *     that lives as long as the connection may keep it
 */
public record UpgradeInfo(
    Identity identity,
    Map<String, String> placeholders,
    ClientAddress client,
    @Nullable String subprotocol,
    String query,
    Function<String, @Nullable String> header) {
  /** A client whose headers nobody asks for. */
  public UpgradeInfo(
      Identity identity,
      Map<String, String> placeholders,
      ClientAddress client,
      @Nullable String subprotocol,
      String query) {
    this(identity, placeholders, client, subprotocol, query, name -> null);
  }

  static UpgradeInfo of(UpgradeRequest upgrade, Map<String, String> placeholders) {
    return new UpgradeInfo(
        upgrade.identity(),
        placeholders,
        upgrade.client(),
        upgrade.subprotocol(),
        upgrade.query(),
        upgrade::header);
  }
}
