package io.wsgateway.server;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.connection.RouterPath;
import io.wsgateway.connection.TcpConnection;
import io.wsgateway.connection.UndecodableRequest;
import io.wsgateway.metrics.HandshakeMetrics;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every request of the public port comes here: upgrades go through the checks, plain requests to
 * the pages. Paths are compared as they came, nothing is decoded or normalised. Belongs to one
 * event loop.
 */
final class PublicHandler implements Handler<HttpServerRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(PublicHandler.class);

  private final EndpointTable endpoints;
  private final ServerParts parts;
  private final UpgradeChecks checks;
  private final ConnectionLoop loop;
  private final HandshakeMetrics metrics;
  private final Handler<HttpServerRequest> pages;

  /**
   * A handler for one event loop.
   *
   * @param pages takes the requests that are no upgrade and for no endpoint
   */
  PublicHandler(
      ServerParts parts,
      EndpointTable endpoints,
      UpgradeChecks checks,
      ConnectionLoop loop,
      Handler<HttpServerRequest> pages) {
    this.parts = parts;
    this.endpoints = endpoints;
    this.checks = checks;
    this.loop = loop;
    this.metrics = parts.handshakeMetrics();
    this.pages = pages;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (!request.uri().startsWith("/")) {
      refuse(request, HandshakeOutcome.BAD_TARGET);
      return;
    }
    String path = path(request);
    boolean plain = !RequestChecks.mentionsUpgrade(request);
    if (plain && parts.health().include(path)) {
      parts.health().answer(request);
      return;
    }
    Optional<EndpointTable.Match> match = endpoints.find(path);
    if (!plain && match.isPresent()) {
      attempt(request, match.get());
      return;
    }
    HandshakeOutcome host = checks.page(request);
    if (host != HandshakeOutcome.ACCEPTED) {
      refuse(request, host);
    } else if (!plain) {
      parts.refusals().log(RequestRefusal.path(path, endpoints.paths()));
      refuse(request, HandshakeOutcome.NOT_FOUND);
    } else if (match.isPresent() && !isDemoPage(path)) {
      boolean get = request.method().equals(HttpMethod.GET);
      refuse(request, get ? HandshakeOutcome.UPGRADE_REQUIRED : HandshakeOutcome.BAD_METHOD);
    } else if (RouterPath.isUndecodable(request.uri())) {
      refuse(request, HandshakeOutcome.BAD_TARGET);
    } else {
      pages.handle(request);
    }
  }

  /** A request that could not be read; what follows it on the connection cannot be either. */
  void undecodable(HttpServerRequest request) {
    UndecodableRequest why = UndecodableRequest.of(request);
    parts.refusals().log(RequestRefusal.undecodable(why, parts.config().limits().handshakeBytes()));
    refuse(request, HandshakeOutcome.of(why));
  }

  /** It is served beside an endpoint of the same path. */
  private boolean isDemoPage(String path) {
    return path.equals("/") && parts.config().demo().enabled();
  }

  private void attempt(HttpServerRequest request, EndpointTable.Match match) {
    String peer = ClientAddresses.peer(TcpConnection.of(request.connection()).remoteAddress());
    var attempt =
        new Attempt(request, match, parts.addresses().of(peer, request.isSSL(), request.headers()));
    HandshakeOutcome outcome = checks.run(attempt);
    if (outcome == HandshakeOutcome.ACCEPTED) {
      upgrade(attempt);
    } else {
      attempt.places().release();
      refuse(request, outcome);
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
      attempt.places().release();
      refuse(request, HandshakeOutcome.FAILED);
      return;
    }
    var admitted = new AdmittedClient(attempt, client, parts.clients(), metrics);
    try {
      client.attached(loop.upgrade(request, admitted));
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("event", "upgrade.failed").setCause(e).log("an upgrade failed");
      admitted.closed(new CloseEvent(1006, "", false));
      request.connection().close();
    }
  }

  private void refuse(HttpServerRequest request, HandshakeOutcome outcome) {
    metrics.handshake(outcome.label());
    Answers.refuse(request, outcome);
  }

  private static String path(HttpServerRequest request) {
    int query = request.uri().indexOf('?');
    return query < 0 ? request.uri() : request.uri().substring(0, query);
  }
}
