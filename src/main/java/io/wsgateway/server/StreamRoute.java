package io.wsgateway.server;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.connection.ClientProtocol;
import io.wsgateway.server.admission.Cors;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.UpgradeChecks;
import io.wsgateway.server.admission.UpgradeRequest;
import io.wsgateway.transport.EventStreams;
import java.util.Locale;
import java.util.Optional;

/**
 * Handles clients at the endpoints' paths that use HTTP: {@code GET} with {@code Accept:
 * text/event-stream} opens a client that receives server-sent events, and preflights of browsers
 * are answered. The checks are those of an upgrade, and refusals are told by the status. Belongs to
 * one event loop.
 */
final class StreamRoute implements Handler<HttpServerRequest> {
  private static final String EVENTS = "text/event-stream";

  private final Entrance entrance;
  private final UpgradeChecks checks;
  private final EndpointTable endpoints;
  private final EventStreams streams;
  private final Handler<HttpServerRequest> others;

  /** Makes a route; {@code others} handles all other requests. */
  StreamRoute(
      Entrance entrance,
      UpgradeChecks checks,
      EndpointTable endpoints,
      EventStreams streams,
      Handler<HttpServerRequest> others) {
    this.entrance = entrance;
    this.checks = checks;
    this.endpoints = endpoints;
    this.streams = streams;
    this.others = others;
  }

  @Override
  public void handle(HttpServerRequest request) {
    boolean preflight = Cors.isPreflight(request);
    Optional<EndpointTable.Match> match =
        (preflight || wantsEvents(request)) && !UpgradeRequest.isOne(request)
            ? endpoints.find(RawPath.of(request))
            : Optional.empty();
    ClientProtocol protocol = match.map(found -> found.endpoint().streams()).orElse(null);
    if (match.isEmpty() || protocol == null) {
      others.handle(request);
    } else if (preflight) {
      preflight(request, match.get().endpoint());
    } else {
      check(request, match.get(), protocol);
    }
  }

  /** Returns whether a client names the media type; {@code *} would not distinguish it. */
  private static boolean wantsEvents(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.GET)) {
      return false;
    }
    for (String line : request.headers().getAll("Accept")) {
      if (line.toLowerCase(Locale.ROOT).contains(EVENTS)) {
        return true;
      }
    }
    return false;
  }

  private void preflight(HttpServerRequest request, Endpoint endpoint) {
    HandshakeOutcome host = checks.host(request);
    UpgradeRequest asked = checks.of(request, endpoint.door(), true);
    if (host != HandshakeOutcome.ACCEPTED) {
      entrance.refuse(asked, host);
    } else if (checks.cors().preflight(asked)) {
      request.response().setStatusCode(204).end();
    } else {
      entrance.refuse(asked, HandshakeOutcome.ORIGIN);
    }
  }

  private void check(
      HttpServerRequest request, EndpointTable.Match match, ClientProtocol protocol) {
    Endpoint endpoint = match.endpoint();
    UpgradeRequest asked = checks.of(request, endpoint.door(), true);
    try {
      checks.cors().allow(asked);
      checks.runStream(
          asked,
          endpoint.checks(),
          outcome -> {
            if (outcome == HandshakeOutcome.ACCEPTED) {
              entrance.accept(asked, match, client -> streams.open(request, client, protocol));
            } else {
              entrance.refuse(asked, outcome);
            }
          });
    } catch (RuntimeException | Error e) {
      entrance.failed(asked, e);
    }
  }
}
