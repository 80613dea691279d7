package io.wsgateway.server;

import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * One upgrade request on its way through the checks. It holds the request with all its headers, so
 * nothing that lives as long as the connection may hold it.
 */
final class Attempt {
  private final HttpServerRequest request;
  private final EndpointTable.Match match;
  private final ClientAddress client;
  private final Places places = new Places();
  private @Nullable String subprotocol;

  Attempt(HttpServerRequest request, EndpointTable.Match match, ClientAddress client) {
    this.request = request;
    this.match = match;
    this.client = client;
  }

  HttpServerRequest request() {
    return request;
  }

  Endpoint endpoint() {
    return match.endpoint();
  }

  ClientAddress client() {
    return client;
  }

  @Nullable String subprotocol() {
    return subprotocol;
  }

  void choose(@Nullable String chosen) {
    subprotocol = chosen;
  }

  /** What it has taken in the limits; it passes to the connection. */
  Places places() {
    return places;
  }

  UpgradeInfo info() {
    String query = request.query();
    return new UpgradeInfo(
        "", match.placeholders(), client, subprotocol, query == null ? "" : query);
  }
}
