package io.wsgateway.api;

import io.vertx.core.Future;
import io.wsgateway.auth.Identity;
import io.wsgateway.auth.Permission;
import io.wsgateway.auth.Permissions.Action;
import io.wsgateway.auth.Permissions.Standing;
import io.wsgateway.auth.TokenExplanation;
import io.wsgateway.server.UpgradeQuestion;
import io.wsgateway.server.UpgradeVerdict;
import java.util.List;

/**
 * Decides as for a client, without one: each answer comes from the code that decides about clients.
 * Called on the API's event loop, where the futures complete.
 */
public interface ExplainControl {
  /** Whether a client could connect now; fails with {@link ApiFailure} while nobody could tell. */
  Future<UpgradeVerdict> connect(UpgradeQuestion question);

  /** What becomes of a token of either kind; never fails. */
  Future<TokenExplanation> token(String token);

  /** Whether a client may do something in a channel that it names. */
  Permission decide(Identity client, String channel, Action action, Standing standing);

  /** The paths of the endpoints that may subscribe their clients to the channel. */
  List<String> endpointsOf(String channel);
}
