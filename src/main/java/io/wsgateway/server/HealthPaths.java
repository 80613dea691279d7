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
 * Answers health checks of load balancers that can only check the traffic port: 200 if clients
 * should connect, else 503. Such checks address the node by IP, so any {@code Host} is accepted.
 */
final class HealthPaths implements Handler<RoutingContext> {
  private static final Set<String> PATHS = Set.of("/healthz", "/health");

  private final BooleanSupplier ready;

  /** Makes the handler, which calls {@code ready} on each event loop of the port. */
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
