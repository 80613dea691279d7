package io.wsgateway.server;

import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One upgrade request on its way through the checks, and the places that it takes in the limits.
 * They are given back exactly once: when it is refused, or when its connection ends.
 */
final class Attempt {
  private final HttpServerRequest request;
  private final EndpointTable.Match match;
  private final ClientAddress client;
  private final List<Runnable> places = new ArrayList<>(2);
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

  /** A place was taken; this gives it back. */
  void took(Runnable release) {
    places.add(release);
  }

  /** Gives all places back. */
  void end() {
    places.forEach(Runnable::run);
    places.clear();
  }

  UpgradeInfo info() {
    String query = request.query();
    return new UpgradeInfo(match.placeholders(), client, subprotocol, query == null ? "" : query);
  }
}
