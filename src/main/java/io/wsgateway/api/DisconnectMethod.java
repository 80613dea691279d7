package io.wsgateway.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.wsgateway.backend.ClientCall;

/** Implements {@code disconnect}: closes one client's connection, or those of a user. */
final class DisconnectMethod implements ApiMethod {
  private final ApiClients clients;
  private final ApiUsers users;

  DisconnectMethod(ApiClients clients, ApiUsers users) {
    this.clients = clients;
    this.users = users;
  }

  @Override
  public Future<JsonObject> call(JsonFields fields) {
    String user = fields.text("user");
    String client = ApiClients.anyClient(fields);
    if (user.isEmpty() && client.isEmpty()) {
      throw new ApiFailure(ApiError.BAD_REQUEST, "user or client is required");
    }
    JsonFields disconnect = fields.object("disconnect");
    int code = disconnect.number("code");
    ClientCall.Close close =
        ClientCall.Close.of(client, code == 0 ? null : code, disconnect.text("reason"));
    return user.isEmpty() ? clients.call(close) : clients.call(() -> users.disconnect(user, close));
  }
}
