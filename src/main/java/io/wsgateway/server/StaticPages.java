package io.wsgateway.server;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Serves the static files of the public port: always the client-side helper, and the demo chat if
 * it is enabled. They are read from the class path once; no request path ever reaches a file
 * system.
 *
 * <p>Immutable: one instance serves all event loops.
 */
final class StaticPages {
  /** Headers of the helper: public code that pages of any origin may load. */
  private static final Map<String, String> HELPER =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Access-Control-Allow-Origin", "*",
          "Cross-Origin-Resource-Policy", "cross-origin");

  /** 'self' in connect-src covers ws and wss to the page's own host (CSP level 3). */
  private static final Map<String, String> DEMO =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Resource-Policy",
          "same-origin");

  /** The module for pages, and the one that it imports. */
  private static final List<String> HELPERS =
      List.of("/client/reconnect.js", "/client/transports.js");

  private static final Set<HttpMethod> READ = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

  private final Map<String, StaticFile> files;

  private StaticPages(Map<String, StaticFile> files) {
    this.files = files;
  }

  /**
   * Reads the files.
   *
   * @param demo whether the demo chat is served
   * @param nodeName shown by the demo chat, which reads it from {@code /demo/node.json}
   */
  static StaticPages load(boolean demo, String nodeName) {
    Map<String, StaticFile> files = new LinkedHashMap<>();
    for (String name : HELPERS) {
      files.put(name, StaticFile.resource(name, JAVASCRIPT, HELPER));
    }
    if (!demo) {
      return new StaticPages(files);
    }
    files.put("/demo/chat.js", StaticFile.resource("/demo/chat.js", JAVASCRIPT, DEMO));
    files.put(
        "/demo/chat.css", StaticFile.resource("/demo/chat.css", "text/css; charset=utf-8", DEMO));
    files.put("/demo/icon.svg", StaticFile.resource("/demo/icon.svg", "image/svg+xml", DEMO));
    files.put("/demo/node.json", StaticFile.json(new JsonObject().put("node", nodeName), DEMO));
    files.put("/", StaticFile.resource("/demo/index.html", "text/html; charset=utf-8", DEMO));
    return new StaticPages(files);
  }

  /** Adds a route for each file; other requests go on to the routes that follow. */
  void mount(Router router) {
    files.forEach(
        (path, file) -> router.route(path).handler(context -> answer(context, path, file)));
  }

  /**
   * Answers a request for the exact path; the router would also match a trailing slash and escapes.
   */
  private static void answer(RoutingContext context, String path, StaticFile file) {
    HttpServerRequest request = context.request();
    if (!path.equals(request.path())) {
      context.next();
    } else if (READ.contains(request.method())) {
      file.answer(request);
    } else {
      ErrorResponse.badMethod(request, "GET, HEAD");
    }
  }
}
