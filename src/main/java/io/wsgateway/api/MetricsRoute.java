package io.wsgateway.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** The scrape: Prometheus text, or OpenMetrics when the scraper asks for it. */
final class MetricsRoute {
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry;

  MetricsRoute(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  void mount(Router router, String path) {
    GetRoute.mount(router, path, this::scrape);
  }

  private void scrape(RoutingContext context) {
    var accept = context.request().getHeader(HttpHeaders.ACCEPT);
    var type =
        accept != null && accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .end(Buffer.buffer(registry.scrape(type)));
  }
}
