package io.wsgateway.server;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.connection.ClientProtocol;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.server.admission.Admission;
import io.wsgateway.server.admission.Cors;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.UpgradeChecks;
import io.wsgateway.server.admission.UpgradeRequest;
import io.wsgateway.transport.EventStreams;
import io.wsgateway.transport.TcpConnection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles clients at the endpoints' paths that use HTTP: {@code GET} with {@code Accept:
 * text/event-stream} opens a client that receives server-sent events, and preflights of browsers
 * are answered. The checks are those of an upgrade, and refusals are told by the status. Belongs to
 * one event loop.
 */
final class StreamRoute implements Handler<HttpServerRequest> {
  private static final Logger log = LoggerFactory.getLogger(StreamRoute.class);

  private static final String EVENTS = "text/event-stream";

  private final Admission admission;
  private final UpgradeChecks checks;
  private final EndpointTable endpoints;
  private final EventStreams streams;
  private final ClientLog clientLog;
  private final ProxyReloads reloads;
  private final Handler<HttpServerRequest> others;

  /** Makes a route; {@code others} handles all other requests. */
  StreamRoute(
      Admission admission,
      UpgradeChecks checks,
      EndpointTable endpoints,
      EventStreams streams,
      ClientLog clientLog,
      ProxyReloads reloads,
      Handler<HttpServerRequest> others) {
    this.admission = admission;
    this.checks = checks;
    this.endpoints = endpoints;
    this.streams = streams;
    this.clientLog = clientLog;
    this.reloads = reloads;
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
    return request.method().equals(HttpMethod.GET) && NamedTypes.contain(request, EVENTS);
  }

  private void preflight(HttpServerRequest request, Endpoint endpoint) {
    HandshakeOutcome host = checks.host(request);
    UpgradeRequest asked = checks.of(request, endpoint.door(), true);
    if (host != HandshakeOutcome.ACCEPTED) {
      refuse(asked, host);
    } else if (checks.cors().preflight(asked)) {
      request.response().setStatusCode(204).end();
    } else {
      refuse(asked, HandshakeOutcome.ORIGIN);
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
              accept(asked, match, protocol);
            } else {
              refuse(asked, outcome);
            }
          });
    } catch (RuntimeException | Error e) {
      failed(asked, e);
    }
  }

  private void accept(UpgradeRequest asked, EndpointTable.Match match, ClientProtocol protocol) {
    HttpServerRequest request = asked.request();
    Endpoint.Client client;
    try {
      client = match.endpoint().open(UpgradeInfo.of(asked, match.placeholders()));
    } catch (RuntimeException e) {
      failed(asked, e);
      return;
    }
    PeerSockets peer = reloads.opened(TcpConnection.of(request.connection()).peer());
    AdmittedClient admitted = new AdmittedClient(asked, client, clientLog, admission, peer);
    try {
      client.attached(streams.open(request, admitted, protocol));
    } catch (RuntimeException e) {
      log.atError().addKeyValue("event", "upgrade.failed").setCause(e).log("a stream failed");
      admitted.closed(new CloseEvent(CloseEvent.ABNORMAL, "", false));
      request.connection().close();
    }
  }

  private void failed(UpgradeRequest asked, Throwable cause) {
    log.atError()
        .addKeyValue("event", "upgrade.failed")
        .setCause(cause)
        .log("a request for events failed");
    refuse(asked, HandshakeOutcome.FAILED);
  }

  private void refuse(UpgradeRequest asked, HandshakeOutcome outcome) {
    asked.permits().release();
    admission.count(outcome);
    // A client may disconnect while its request is being checked.
    if (!asked.request().response().closed()) {
      ErrorResponse.send(asked.request(), outcome);
    }
  }
}
