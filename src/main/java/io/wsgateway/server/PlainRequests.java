package io.wsgateway.server;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.wsgateway.server.admission.Admission;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.UpgradeChecks;
import io.wsgateway.server.admission.UpgradeRequest;
import io.wsgateway.transport.RouterPath;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles requests that are not an upgrade of an endpoint. Each handler answers its own kind of
 * request and passes the others on. Belongs to one event loop.
 */
final class PlainRequests {
  private static final Logger log = LoggerFactory.getLogger(PlainRequests.class);

  private final Admission admission;
  private final UpgradeChecks checks;
  private final EndpointTable endpoints;
  private final boolean demo;

  /** Makes the handlers of an event loop; {@code demo}: the demo page is served at {@code /}. */
  PlainRequests(Admission admission, UpgradeChecks checks, EndpointTable endpoints, boolean demo) {
    this.admission = admission;
    this.checks = checks;
    this.endpoints = endpoints;
    this.demo = demo;
  }

  /** Rejects a target that is not a path: {@code *}, or one meant for a forward proxy. */
  void target(RoutingContext context) {
    if (context.request().uri().startsWith("/")) {
      context.next();
    } else {
      refuse(context.request(), HandshakeOutcome.BAD_TARGET);
    }
  }

  /** Rejects a host that is not served here. */
  void host(RoutingContext context) {
    HandshakeOutcome host = checks.host(context.request());
    if (host == HandshakeOutcome.ACCEPTED) {
      context.next();
    } else {
      refuse(context.request(), host);
    }
  }

  /**
   * Rejects an upgrade at a path without an endpoint, and a plain request to an endpoint's path.
   */
  void endpoint(RoutingContext context) {
    HttpServerRequest request = context.request();
    String path = RawPath.of(request);
    if (UpgradeRequest.isOne(request)) {
      refuse(request, checks.unknownPath(path, endpoints.paths()));
      return;
    }
    Optional<EndpointTable.Match> match = endpoints.find(path);
    if (match.isPresent() && !isDemoPage(path)) {
      if (request.method().equals(HttpMethod.GET)) {
        get(request, match.get().endpoint().door());
      } else {
        admission.count(HandshakeOutcome.BAD_METHOD);
        ErrorResponse.badMethod(request, "GET, POST");
      }
    } else {
      context.next();
    }
  }

  /**
   * A page whose upgrades fail asks so for the reason: it must not take a node that refuses all
   * clients for a network without WebSocket.
   */
  private void get(HttpServerRequest request, UpgradeRequest.Door door) {
    checks.cors().allow(checks.of(request, door, true));
    boolean tls = request.connection().isSsl();
    HandshakeOutcome entry = checks.entry(checks.trial(request.headers(), "", "", tls, door));
    boolean open = entry == HandshakeOutcome.ACCEPTED;
    refuse(request, open ? HandshakeOutcome.UPGRADE_REQUIRED : entry);
  }

  /** Rejects a path that cannot be decoded; every route with a path would have to decode it. */
  void undecodablePath(RoutingContext context) {
    if (RouterPath.isUndecodable(context.request().uri())) {
      refuse(context.request(), HandshakeOutcome.BAD_TARGET);
    } else {
      context.next();
    }
  }

  /**
   * Rejects a request that could not be parsed; what follows it on the connection cannot be parsed
   * either.
   */
  void undecodable(HttpServerRequest request) {
    refuse(request, checks.undecodable(request));
  }

  /** Answers a request that failed with an internal error. */
  void failed(RoutingContext context) {
    log.atError()
        .addKeyValue("event", "upgrade.failed")
        .setCause(context.failure())
        .log("a request failed");
    if (!context.response().headWritten()) {
      refuse(context.request(), HandshakeOutcome.FAILED);
    }
  }

  /** Returns whether the demo page is served at the path, where an endpoint may be, too. */
  private boolean isDemoPage(String path) {
    return demo && path.equals("/");
  }

  private void refuse(HttpServerRequest request, HandshakeOutcome outcome) {
    admission.count(outcome);
    ErrorResponse.send(request, outcome);
  }
}
