package io.wsgateway.server;

import io.wsgateway.support.ChatScenarios;

/** The demo chat against the smallest server that can carry it. */
final class DemoChatBrowserIT extends ChatScenarios {
  private final StandIn server = new StandIn(vertx);

  @Override
  protected int startServer(int port) {
    return server.start().port();
  }

  @Override
  protected void stopServer() {
    server.stop();
  }
}
