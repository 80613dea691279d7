package io.wsgateway.server;

import io.wsgateway.server.admission.ClientAddress;
import io.wsgateway.server.admission.UpgradeRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Describes a client whose upgrade passed all checks.
 *
 * @param user the user's id; empty for an anonymous client
 * @param placeholders the values of the path's placeholders, by name
 * @param client its address
 * @param subprotocol the selected one, null when none
 * @param query the query as received, without {@code ?}; empty when there is none
 */
public record UpgradeInfo(
    String user,
    Map<String, String> placeholders,
    ClientAddress client,
    @Nullable String subprotocol,
    String query) {
  static UpgradeInfo of(UpgradeRequest upgrade, Map<String, String> placeholders) {
    return new UpgradeInfo(
        "", placeholders, upgrade.client(), upgrade.subprotocol(), upgrade.query());
  }
}
