package io.wsgateway.server;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.wsgateway.connection.RouterPath;
import io.wsgateway.connection.UndecodableRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handlers of the requests that are no upgrade of an endpoint: each answers what is its own, and
 * passes the rest on. Belongs to one event loop.
 */
final class PlainRequests {
  private static final Logger LOG = LoggerFactory.getLogger(PlainRequests.class);

  private final ServerParts parts;
  private final EndpointTable endpoints;
  private final UpgradeChecks checks;

  PlainRequests(ServerParts parts, EndpointTable endpoints, UpgradeChecks checks) {
    this.parts = parts;
    this.endpoints = endpoints;
    this.checks = checks;
  }

  /** A target that is no path: {@code *}, or that of a forward proxy. */
  void target(RoutingContext context) {
    if (context.request().uri().startsWith("/")) {
      context.next();
    } else {
      refuse(context.request(), HandshakeOutcome.BAD_TARGET);
    }
  }

  /** A host that is not served here. */
  void host(RoutingContext context) {
    HandshakeOutcome host = checks.page(context.request());
    if (host == HandshakeOutcome.ACCEPTED) {
      context.next();
    } else {
      refuse(context.request(), host);
    }
  }

  /** An upgrade elsewhere than at an endpoint, and an endpoint's path without an upgrade. */
  void endpoint(RoutingContext context) {
    HttpServerRequest request = context.request();
    String path = RawPath.of(request);
    if (RequestChecks.mentionsUpgrade(request)) {
      parts.refusals().log(RequestRefusal.path(path, endpoints.paths()));
      refuse(request, HandshakeOutcome.NOT_FOUND);
    } else if (endpoints.find(path).isPresent() && !isDemoPage(path)) {
      boolean get = request.method().equals(HttpMethod.GET);
      refuse(request, get ? HandshakeOutcome.UPGRADE_REQUIRED : HandshakeOutcome.BAD_METHOD);
    } else {
      context.next();
    }
  }

  /** A path that cannot be decoded, as every route with a path would have to. */
  void undecodablePath(RoutingContext context) {
    if (RouterPath.isUndecodable(context.request().uri())) {
      refuse(context.request(), HandshakeOutcome.BAD_TARGET);
    } else {
      context.next();
    }
  }

  /** A request that could not be read; what follows it on the connection cannot be either. */
  void undecodable(HttpServerRequest request) {
    UndecodableRequest why = UndecodableRequest.of(request);
    parts.refusals().log(RequestRefusal.undecodable(why, parts.config().limits().handshakeBytes()));
    refuse(request, HandshakeOutcome.of(why));
  }

  /** An internal error. */
  void failed(RoutingContext context) {
    LOG.atError()
        .addKeyValue("event", "upgrade.failed")
        .setCause(context.failure())
        .log("a request failed");
    if (!context.response().headWritten()) {
      refuse(context.request(), HandshakeOutcome.FAILED);
    }
  }

  /** It is served beside an endpoint of the same path. */
  private boolean isDemoPage(String path) {
    return path.equals("/") && parts.config().demo().enabled();
  }

  private void refuse(HttpServerRequest request, HandshakeOutcome outcome) {
    parts.handshakeMetrics().handshake(outcome.label());
    Answers.refuse(request, outcome);
  }
}
