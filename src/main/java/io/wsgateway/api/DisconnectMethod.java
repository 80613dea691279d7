package io.wsgateway.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.wsgateway.backend.ClientCall;

/** Implements {@code disconnect}: closes one client's connection. */
final class DisconnectMethod implements ApiMethod {
  private final ApiClients clients;

  DisconnectMethod(ApiClients clients) {
    this.clients = clients;
  }

  @Override
  public Future<JsonObject> call(JsonFields fields) {
    String client = ApiClients.client(fields);
    JsonFields disconnect = fields.object("disconnect");
    int code = disconnect.number("code");
    return clients.call(
        ClientCall.Close.of(client, code == 0 ? null : code, disconnect.text("reason")));
  }
}
