package io.wsgateway.app;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.api.ApiUsers;
import io.wsgateway.backend.ClientCall;
import io.wsgateway.backend.UserCalls;

/** Passes the API's calls for users to the node, and the outcome back to the API's context. */
final class UsersByApi implements ApiUsers {
  private final UserCalls calls;
  private final Context context;

  UsersByApi(UserCalls calls, Context context) {
    this.calls = calls;
    this.context = context;
  }

  @Override
  public Future<Void> block(String user, int seconds) {
    return here(calls.block(user, seconds));
  }

  @Override
  public boolean isBlocked(String user) {
    return calls.blocked().isBlocked(user);
  }

  @Override
  public Future<Void> disconnect(String user, ClientCall.Close how) {
    return here(calls.disconnect(user, how));
  }

  private Future<Void> here(Future<Void> outcome) {
    Promise<Void> here = Promise.promise();
    outcome.onComplete(result -> context.runOnContext(v -> here.handle(result)));
    return here.future();
  }
}
