package io.wsgateway.server;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.connection.RouterPath;
import io.wsgateway.connection.TcpConnection;
import io.wsgateway.metrics.HandshakeMetrics;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every request of the public port comes here: upgrades go through the checks, plain requests to
 * the pages. Paths are compared as they came, nothing is decoded or normalised. Belongs to one
 * event loop.
 */
final class PublicHandler implements Handler<HttpServerRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(PublicHandler.class);

  /** Balancers ask these by address, whatever the host names are. */
  private static final Set<String> HEALTH = Set.of("/healthz", "/health");

  private final EndpointTable endpoints;
  private final ClientAddresses addresses;
  private final UpgradeChecks checks;
  private final ConnectionLoop loop;
  private final HandshakeMetrics metrics;
  private final ClientLog log;
  private final boolean demoPage;
  private final Handler<HttpServerRequest> pages;

  /**
   * A handler for one event loop.
   *
   * @param demoPage whether a plain {@code GET /} is for the pages even with an endpoint there
   * @param pages takes the requests that are no upgrade and for no endpoint
   */
  PublicHandler(
      EndpointTable endpoints,
      ClientAddresses addresses,
      UpgradeChecks checks,
      ConnectionLoop loop,
      HandshakeMetrics metrics,
      ClientLog log,
      boolean demoPage,
      Handler<HttpServerRequest> pages) {
    this.endpoints = endpoints;
    this.addresses = addresses;
    this.checks = checks;
    this.loop = loop;
    this.metrics = metrics;
    this.log = log;
    this.demoPage = demoPage;
    this.pages = pages;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (!request.uri().startsWith("/")) {
      refuse(request, HandshakeOutcome.BAD_TARGET);
      return;
    }
    boolean plain = !RequestChecks.mentionsUpgrade(request);
    Optional<EndpointTable.Match> match = endpoints.find(path(request));
    if (!plain && match.isPresent()) {
      attempt(request, match.get());
      return;
    }
    HandshakeOutcome host = checks.page(request);
    if (host != HandshakeOutcome.ACCEPTED && !HEALTH.contains(path(request))) {
      refuse(request, host);
    } else if (match.isEmpty()) {
      if (plain && RouterPath.isUndecodable(request.uri())) {
        refuse(request, HandshakeOutcome.BAD_TARGET);
      } else if (plain) {
        pages.handle(request);
      } else {
        refuse(request, HandshakeOutcome.NOT_FOUND);
      }
    } else {
      plain(request);
    }
  }

  private void plain(HttpServerRequest request) {
    boolean get = request.method().equals(HttpMethod.GET);
    if (demoPage
        && path(request).equals("/")
        && (get || request.method().equals(HttpMethod.HEAD))) {
      pages.handle(request);
    } else {
      refuse(request, get ? HandshakeOutcome.UPGRADE_REQUIRED : HandshakeOutcome.BAD_METHOD);
    }
  }

  private void attempt(HttpServerRequest request, EndpointTable.Match match) {
    String peer = ClientAddresses.peer(TcpConnection.of(request.connection()).remoteAddress());
    var attempt =
        new Attempt(request, match, addresses.of(peer, request.isSSL(), request.headers()));
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
    var admitted = new AdmittedClient(attempt, client, log, metrics);
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
