package io.wsgateway.server;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.connection.TcpConnection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the WebSocket upgrades at the endpoints' paths: through the checks, and to the endpoint. It
 * answers in the tick in which the request came. Belongs to one event loop.
 */
final class UpgradeRoute implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(UpgradeRoute.class);

  private final ServerParts parts;
  private final EndpointTable endpoints;
  private final UpgradeChecks checks;
  private final ConnectionLoop loop;

  UpgradeRoute(
      ServerParts parts, EndpointTable endpoints, UpgradeChecks checks, ConnectionLoop loop) {
    this.parts = parts;
    this.endpoints = endpoints;
    this.checks = checks;
    this.loop = loop;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    Optional<EndpointTable.Match> match =
        RequestChecks.mentionsUpgrade(request)
            ? endpoints.find(RawPath.of(request))
            : Optional.empty();
    if (match.isPresent()) {
      attempt(request, match.get());
    } else {
      context.next();
    }
  }

  private void attempt(HttpServerRequest request, EndpointTable.Match match) {
    String peer = ClientAddresses.peer(TcpConnection.of(request.connection()).remoteAddress());
    boolean tls = request.connection().isSsl();
    var attempt = new Attempt(request, match, parts.addresses().of(peer, tls, request.headers()));
    HandshakeOutcome outcome = run(attempt);
    if (outcome == HandshakeOutcome.ACCEPTED) {
      upgrade(attempt);
    } else {
      refuse(attempt, outcome);
    }
  }

  private HandshakeOutcome run(Attempt attempt) {
    try {
      return checks.run(attempt);
    } catch (RuntimeException e) {
      attempt.places().release();
      throw e;
    }
  }

  private void upgrade(Attempt attempt) {
    HttpServerRequest request = attempt.request();
    // The handshaker reads only the first line of these, and answers the subprotocol it finds.
    request.headers().set("Connection", "Upgrade").set("Upgrade", "websocket");
    Subprotocols.keepOnly(request.headers(), attempt.subprotocol());
    Endpoint.Client client;
    try {
      client = attempt.endpoint().open(attempt.info());
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("event", "upgrade.failed")
          .setCause(e)
          .log("an endpoint failed to open a client");
      refuse(attempt, HandshakeOutcome.FAILED);
      return;
    }
    var admitted = new AdmittedClient(attempt, client, parts.clients(), parts.handshakeMetrics());
    try {
      client.attached(loop.upgrade(request, admitted));
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("event", "upgrade.failed").setCause(e).log("an upgrade failed");
      admitted.closed(new CloseEvent(1006, "", false));
      request.connection().close();
    }
  }

  private void refuse(Attempt attempt, HandshakeOutcome outcome) {
    attempt.places().release();
    parts.handshakeMetrics().handshake(outcome.label());
    Answers.refuse(attempt.request(), outcome);
  }
}
