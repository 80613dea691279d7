package io.wsgateway.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.wsgateway.backend.ClientCall;

/** {@code send}: data to one client. */
final class SendMethod implements ApiMethod {
  private final ApiClients clients;

  SendMethod(ApiClients clients) {
    this.clients = clients;
  }

  @Override
  public Future<JsonObject> call(JsonFields fields) {
    String client = ApiClients.client(fields);
    return clients.call(new ClientCall.Send(client, PublishFields.payload(fields)));
  }
}
