package io.wsgateway.server;

import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Mounts handlers that see every request, also those that a {@link Router} fails before its first
 * route: a target that is no path, and HTTP/1.1 without one valid {@code Host}.
 */
final class EarlyRoute {
  private static final int INTERNAL_ERROR = 500;

  private EarlyRoute() {}

  /** Behind the routes so far. The handler answers a request, or passes it on with {@code next}. */
  static void mount(Router router, Handler<RoutingContext> handler) {
    router.route().handler(handler).failureHandler(context -> unrouted(context, handler));
  }

  /** Routes also come to this when a handler has thrown: that one must not be called again. */
  private static void unrouted(RoutingContext context, Handler<RoutingContext> handler) {
    if (context.statusCode() == INTERNAL_ERROR) {
      context.next();
      return;
    }
    try {
      handler.handle(context);
    } catch (RuntimeException e) {
      // The router would forget what was thrown.
      context.fail(e);
    }
  }
}
