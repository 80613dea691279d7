package io.wsgateway.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Serves the metrics as Prometheus text, or as OpenMetrics when the scraper asks for it. */
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
    String type = wantsOpenMetrics(context) ? OPEN_METRICS : TEXT;
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .end(Buffer.buffer(registry.scrape(type)));
  }

  /**
   * A scraper that names the type, with a weight above 0, supports it; wildcards do not count (RFC
   * 9110 section 12.5.1).
   */
  private static boolean wantsOpenMetrics(RoutingContext context) {
    float openMetrics = 0;
    float text = 0;
    for (MIMEHeader type : context.parsedHeaders().accept()) {
      String name = type.component() + '/' + type.subComponent();
      if (name.equalsIgnoreCase("application/openmetrics-text")) {
        openMetrics = Math.max(openMetrics, type.weight());
      } else if (name.equalsIgnoreCase("text/plain")) {
        text = Math.max(text, type.weight());
      }
    }
    return openMetrics > 0 && openMetrics >= text;
  }
}
