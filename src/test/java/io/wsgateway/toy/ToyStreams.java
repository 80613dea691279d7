package io.wsgateway.toy;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.loop.Loop;
import java.util.function.Supplier;

/**
 * The streams of one event loop: {@code GET /toy-stream?channel=…} is a client that is subscribed
 * to that channel and says nothing more.
 */
final class ToyStreams implements Handler<HttpServerRequest> {
  private final Loop loop;
  private final ConnectionLoop connections;
  private final ToyProtocol protocol;
  private final Supplier<ToyClient> clients;
  private final ToyLines lines = new ToyLines();

  ToyStreams(
      Loop loop, ConnectionLoop connections, ToyProtocol protocol, Supplier<ToyClient> clients) {
    this.loop = loop;
    this.connections = connections;
    this.protocol = protocol;
    this.clients = clients;
  }

  @Override
  public void handle(HttpServerRequest request) {
    String channel = request.getParam("channel");
    if (!request.path().equals("/toy-stream") || channel == null) {
      request.response().setStatusCode(404).end();
      return;
    }
    Buffer command = new JsonObject().put("id", "stream").put("subscribe", channel).toBuffer();
    ToyClient client = clients.get();
    client.attached(
        connections.open(
            client,
            protocol,
            connection -> new ToyStream(request, connection, loop, lines).open(command)));
  }

  ToyLines lines() {
    return lines;
  }
}
