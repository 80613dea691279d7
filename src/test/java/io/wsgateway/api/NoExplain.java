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

/** Stands for a node that nobody asks about clients. */
final class NoExplain implements ExplainControl {
  @Override
  public Future<UpgradeVerdict> connect(UpgradeQuestion question) {
    return Future.failedFuture("not called");
  }

  @Override
  public Future<TokenExplanation> token(String token) {
    return Future.failedFuture("not called");
  }

  @Override
  public Permission decide(Identity client, String channel, Action action, Standing standing) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> endpointsOf(String channel) {
    return List.of();
  }
}
