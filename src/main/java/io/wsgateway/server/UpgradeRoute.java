package io.wsgateway.server;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.connection.EndReason;
import io.wsgateway.server.admission.Admission;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.Subprotocols;
import io.wsgateway.server.admission.UpgradeChecks;
import io.wsgateway.server.admission.UpgradeRequest;
import io.wsgateway.transport.WebSocketUpgrade;
import java.util.Optional;

/**
 * Handles WebSocket upgrades at the endpoints' paths: runs the checks, then opens a client at the
 * endpoint. It answers in the tick in which the request arrived, unless a check is asynchronous.
 * Every request passes here first: a router would cost each upgrade more than all checks. Belongs
 * to one event loop.
 */
final class UpgradeRoute implements Handler<HttpServerRequest> {
  private final Admission admission;
  private final Entrance entrance;
  private final UpgradeChecks checks;
  private final EndpointTable endpoints;
  private final WebSocketUpgrade websocket;
  private final RefusedSockets refused;
  private final Handler<HttpServerRequest> others;

  /** Makes a route; {@code others} handles requests that are not an upgrade of an endpoint. */
  UpgradeRoute(
      Admission admission,
      Entrance entrance,
      UpgradeChecks checks,
      EndpointTable endpoints,
      WebSocketUpgrade websocket,
      RefusedSockets refused,
      Handler<HttpServerRequest> others) {
    this.admission = admission;
    this.entrance = entrance;
    this.checks = checks;
    this.endpoints = endpoints;
    this.websocket = websocket;
    this.refused = refused;
    this.others = others;
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
      entrance.failed(upgrade, e);
    }
  }

  private void end(UpgradeRequest upgrade, EndpointTable.Match match, HandshakeOutcome outcome) {
    if (outcome == HandshakeOutcome.ACCEPTED) {
      prepare(upgrade);
      Endpoint endpoint = match.endpoint();
      entrance.accept(
          upgrade,
          match,
          client -> websocket.upgrade(upgrade.request(), client, endpoint.protocol()));
    } else if (!refuseByClose(upgrade, match.endpoint(), outcome)) {
      entrance.refuse(upgrade, outcome);
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
        upgrade, endpoint.protocol(), reason, outcome.message(), admission.refuseHoldMillis());
    return true;
  }
}
