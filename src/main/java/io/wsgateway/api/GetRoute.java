package io.wsgateway.api;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Mounts a page that can only be read: methods other than GET and HEAD receive 405. */
final class GetRoute {
  private GetRoute() {}

  static void mount(Router router, String path, Handler<RoutingContext> handler) {
    router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
    router.route(path).handler(c -> Responses.empty(c, 405, "Allow", "GET, HEAD"));
  }
}
