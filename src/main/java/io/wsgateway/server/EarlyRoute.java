package io.wsgateway.server;

import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Mounts handlers that see every request, also those that a {@link Router} fails before its first
 * route: a target that is not a path, and HTTP/1.1 without exactly one valid {@code Host}.
 */
final class EarlyRoute {
  private static final int INTERNAL_ERROR = 500;

  private EarlyRoute() {}

  /**
   * Mounts a handler behind the existing routes. It answers a request, or passes it on with {@code
   * next}.
   */
  static void mount(Router router, Handler<RoutingContext> handler) {
    router.route().handler(handler).failureHandler(context -> unrouted(context, handler));
  }

  /**
   * Handles failures. The router also calls this after a handler has thrown; that handler must not
   * be called again.
   */
  private static void unrouted(RoutingContext context, Handler<RoutingContext> handler) {
    if (context.statusCode() == INTERNAL_ERROR) {
      context.next();
      return;
    }
    try {
      handler.handle(context);
    } catch (RuntimeException e) {
      // Otherwise the router would lose the exception.
      context.fail(e);
    }
  }
}
