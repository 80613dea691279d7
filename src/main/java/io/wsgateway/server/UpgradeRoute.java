package io.wsgateway.server;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.EndReason;
import io.wsgateway.server.admission.Admission;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.Subprotocols;
import io.wsgateway.server.admission.UpgradeChecks;
import io.wsgateway.server.admission.UpgradeRequest;
import io.wsgateway.transport.TcpConnection;
import io.wsgateway.transport.WebSocketUpgrade;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles WebSocket upgrades at the endpoints' paths: runs the checks, then opens a client at the
 * endpoint. It answers in the tick in which the request arrived, unless a check is asynchronous.
 * Every request passes here first: a router would cost each upgrade more than all checks. Belongs
 * to one event loop.
 */
final class UpgradeRoute implements Handler<HttpServerRequest> {
  private static final Logger log = LoggerFactory.getLogger(UpgradeRoute.class);

  private final Admission admission;
  private final UpgradeChecks checks;
  private final EndpointTable endpoints;
  private final WebSocketUpgrade websocket;
  private final RefusedSockets refused;
  private final ClientLog clientLog;
  private final Handler<HttpServerRequest> others;
  private final ProxyReloads reloads;

  /** Makes a route; {@code others} handles requests that are not an upgrade of an endpoint. */
  UpgradeRoute(
      Admission admission,
      UpgradeChecks checks,
      EndpointTable endpoints,
      WebSocketUpgrade websocket,
      RefusedSockets refused,
      ClientLog clientLog,
      ProxyReloads reloads,
      Handler<HttpServerRequest> others) {
    this.admission = admission;
    this.checks = checks;
    this.endpoints = endpoints;
    this.websocket = websocket;
    this.refused = refused;
    this.clientLog = clientLog;
    this.others = others;
    this.reloads = reloads;
  }

  @Override
  public void handle(HttpServerRequest request) {
    Optional<EndpointTable.Match> match =
        UpgradeRequest.isOne(request) ? endpoints.find(RawPath.of(request)) : Optional.empty();
    if (match.isPresent()) {
      check(request, match.get());
    } else {
      others.handle(request);
    }
  }

  private void check(HttpServerRequest request, EndpointTable.Match match) {
    Endpoint endpoint = match.endpoint();
    UpgradeRequest upgrade = checks.of(request, endpoint.door(), true);
    try {
      checks.run(upgrade, endpoint.checks(), outcome -> end(upgrade, match, outcome));
    } catch (RuntimeException | Error e) {
      log.atError()
          .addKeyValue("event", "upgrade.failed")
          .setCause(e)
          .log("a check of upgrades failed");
      refuse(upgrade, HandshakeOutcome.FAILED);
    }
  }

  private void end(UpgradeRequest upgrade, EndpointTable.Match match, HandshakeOutcome outcome) {
    if (outcome == HandshakeOutcome.ACCEPTED) {
      accept(upgrade, match);
    } else if (!refuseByClose(upgrade, match.endpoint(), outcome)) {
      refuse(upgrade, outcome);
    }
  }

  private void accept(UpgradeRequest upgrade, EndpointTable.Match match) {
    HttpServerRequest request = upgrade.request();
    prepare(upgrade);
    Endpoint.Client client;
    try {
      client = match.endpoint().open(UpgradeInfo.of(upgrade, match.placeholders()));
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("event", "upgrade.failed")
          .setCause(e)
          .log("an endpoint failed to open a client");
      refuse(upgrade, HandshakeOutcome.FAILED);
      return;
    }
    PeerSockets peer = reloads.opened(TcpConnection.of(request.connection()).peer());
    AdmittedClient admitted = new AdmittedClient(upgrade, client, clientLog, admission, peer);
    try {
      client.attached(websocket.upgrade(request, admitted, match.endpoint().protocol()));
    } catch (RuntimeException e) {
      log.atError().addKeyValue("event", "upgrade.failed").setCause(e).log("an upgrade failed");
      admitted.closed(new CloseEvent(1006, "", false));
      request.connection().close();
    }
  }

  /**
   * The handshaker reads only the first line of these headers, and returns the subprotocol that it
   * finds.
   */
  private static void prepare(UpgradeRequest upgrade) {
    upgrade.request().headers().set("Connection", "Upgrade").set("Upgrade", "websocket");
    Subprotocols.keepOnly(upgrade.headers(), upgrade.answeredSubprotocol());
  }

  /** Refuses a client in a way that browsers can read, if that is wanted and there is room. */
  private boolean refuseByClose(
      UpgradeRequest upgrade, Endpoint endpoint, HandshakeOutcome outcome) {
    EndReason reason = outcome.endReason();
    if (reason == null
        || upgrade.request().response().closed()
        || !admission.takesRefused(upgrade)) {
      return false;
    }
    admission.count(outcome);
    prepare(upgrade);
    refused.take(
        upgrade,
        endpoint.protocol(),
        Denials.end(upgrade, reason, outcome),
        admission.refuseHoldMillis());
    return true;
  }

  private void refuse(UpgradeRequest upgrade, HandshakeOutcome outcome) {
    upgrade.permits().release();
    admission.count(outcome);
    // A client may disconnect while its upgrade is being checked.
    if (!upgrade.request().response().closed()) {
      ErrorResponse.send(upgrade, outcome);
    }
  }
}
