package io.wsgateway.server;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.wsgateway.server.admission.UpgradeRequest;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Tells balancers that can only check the port of the traffic whether clients should come: 200 or
 * 503, and nothing else. They ask by address, so any {@code Host} will do.
 */
final class HealthPaths implements Handler<RoutingContext> {
  private static final Set<String> PATHS = Set.of("/healthz", "/health");

  private final BooleanSupplier ready;

  /** Asks {@code ready} on each event loop of the port. */
  HealthPaths(BooleanSupplier ready) {
    this.ready = ready;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (PATHS.contains(RawPath.of(request)) && !UpgradeRequest.isOne(request)) {
      answer(request);
    } else {
      context.next();
    }
  }

  private void answer(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      ErrorResponse.badMethod(request, "GET, HEAD");
      return;
    }
    Future<Void> unused =
        request
            .response()
            .setStatusCode(ready.getAsBoolean() ? 200 : 503)
            .putHeader("Cache-Control", "no-store")
            .putHeader("Content-Length", "0")
            .end();
  }
}
