package io.wsgateway.server;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.wsgateway.server.admission.Admission;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.UpgradeChecks;
import io.wsgateway.server.admission.UpgradeRequest;
import io.wsgateway.transport.RouterPath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handlers of the requests that are no upgrade of an endpoint: each answers what is its own, and
 * passes the rest on. Belongs to one event loop.
 */
final class PlainRequests {
  private static final Logger log = LoggerFactory.getLogger(PlainRequests.class);

  private final Admission admission;
  private final UpgradeChecks checks;
  private final EndpointTable endpoints;
  private final boolean demo;

  /** For requests of an event loop; {@code demo}: the demo page is served at {@code /}. */
  PlainRequests(Admission admission, UpgradeChecks checks, EndpointTable endpoints, boolean demo) {
    this.admission = admission;
    this.checks = checks;
    this.endpoints = endpoints;
    this.demo = demo;
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
    HandshakeOutcome host = checks.host(context.request());
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
    if (UpgradeRequest.isOne(request)) {
      refuse(request, checks.unknownPath(path, endpoints.paths()));
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
    refuse(request, checks.undecodable(request));
  }

  /** An internal error. */
  void failed(RoutingContext context) {
    log.atError()
        .addKeyValue("event", "upgrade.failed")
        .setCause(context.failure())
        .log("a request failed");
    if (!context.response().headWritten()) {
      refuse(context.request(), HandshakeOutcome.FAILED);
    }
  }

  /** It is served beside an endpoint of the same path. */
  private boolean isDemoPage(String path) {
    return demo && path.equals("/");
  }

  private void refuse(HttpServerRequest request, HandshakeOutcome outcome) {
    admission.count(outcome);
    ErrorResponse.send(request, outcome);
  }
}
