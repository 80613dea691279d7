package io.wsgateway.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Implements {@code block}: closes a user's connections and refuses others for a time. */
final class BlockMethod implements ApiMethod {
  private final ApiClients clients;
  private final ApiUsers users;

  BlockMethod(ApiClients clients, ApiUsers users) {
    this.clients = clients;
    this.users = users;
  }

  @Override
  public Future<JsonObject> call(JsonFields fields) {
    String user = fields.text("user");
    if (user.isEmpty()) {
      throw new ApiFailure(ApiError.BAD_REQUEST, "user is required");
    }
    if (fields.isNull("seconds")) {
      throw new ApiFailure(ApiError.BAD_REQUEST, "seconds is required; 0 unblocks the user");
    }
    int seconds = fields.number("seconds");
    return clients.call(() -> users.block(user, seconds));
  }
}
