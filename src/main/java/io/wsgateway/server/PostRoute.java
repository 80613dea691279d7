package io.wsgateway.server;

import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.wsgateway.channel.Payload;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.ConnectionMetrics;
import io.wsgateway.server.admission.Admission;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.PostChecks;
import io.wsgateway.server.admission.UpgradeChecks;
import io.wsgateway.server.admission.UpgradeRequest;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles {@code POST} at the endpoints' paths: each is one message of a client, which the endpoint
 * handles as if it had come over a connection. The connection is kept unless a request is refused
 * before its body was read. Belongs to one event loop.
 */
final class PostRoute implements Handler<HttpServerRequest> {
  private static final Logger log = LoggerFactory.getLogger(PostRoute.class);

  private final Admission admission;
  private final UpgradeChecks checks;
  private final EndpointTable endpoints;
  private final ConnectionMetrics metrics;
  private final Loop loop;
  private final Handler<HttpServerRequest> others;
  private final PostBodies bodies = new PostBodies();

  /** Makes a route; {@code others} handles all other requests. */
  PostRoute(
      Admission admission,
      UpgradeChecks checks,
      EndpointTable endpoints,
      ConnectionMetrics metrics,
      Loop loop,
      Handler<HttpServerRequest> others) {
    this.admission = admission;
    this.checks = checks;
    this.endpoints = endpoints;
    this.metrics = metrics;
    this.loop = loop;
    this.others = others;
  }

  @Override
  public void handle(HttpServerRequest request) {
    Optional<EndpointTable.Match> match =
        request.method().equals(HttpMethod.POST) && !UpgradeRequest.isOne(request)
            ? endpoints.find(RawPath.of(request)).filter(m -> m.endpoint().streams() != null)
            : Optional.empty();
    if (match.isPresent()) {
      check(request, match.get());
    } else {
      others.handle(request);
    }
  }

  private void check(HttpServerRequest request, EndpointTable.Match match) {
    Endpoint endpoint = match.endpoint();
    UpgradeRequest asked = checks.of(request, endpoint.door(), false);
    // Its body arrives while the checks run.
    request.pause();
    try {
      checks.cors().allow(asked);
      checks.runPost(
          asked,
          outcome -> {
            if (outcome == HandshakeOutcome.ACCEPTED) {
              read(asked, match);
            } else {
              refuse(asked, outcome);
            }
          });
    } catch (RuntimeException | Error e) {
      failed(e);
      refuse(asked, HandshakeOutcome.FAILED);
    }
  }

  private void read(UpgradeRequest asked, EndpointTable.Match match) {
    HttpServerRequest request = asked.request();
    if (request.response().closed()) {
      return;
    }
    PostBody.read(
        request,
        loop,
        admission.messageBytes(),
        admission.messageSeconds(),
        bodies,
        (outcome, body) -> {
          if (outcome == HandshakeOutcome.ACCEPTED) {
            take(asked, match, body);
          } else {
            refuse(asked, outcome);
          }
        });
  }

  private void take(UpgradeRequest asked, EndpointTable.Match match, Buffer body) {
    HttpServerRequest request = asked.request();
    Endpoint endpoint = match.endpoint();
    metrics.received(endpoint.protocol().name(), 1, body.length());
    byte[] bytes = body.getBytes();
    boolean text = PostChecks.isText(request);
    HandshakeOutcome still = checks.still(asked, loop.wallMillis());
    if (still != HandshakeOutcome.ACCEPTED) {
      refuseMessage(request, still);
      return;
    }
    String limit = admission.takePost(asked, bytes.length);
    if (limit != null) {
      metrics.rateLimited(limit);
      refuseMessage(request, HandshakeOutcome.MESSAGE_LIMIT);
      return;
    }
    if (text && !Payload.isText(bytes)) {
      refuseMessage(request, HandshakeOutcome.MEDIA_TYPE);
      return;
    }
    try {
      endpoint
          .post(UpgradeInfo.of(asked, match.placeholders()), text, bytes)
          .onComplete(result -> answer(request, result));
    } catch (RuntimeException e) {
      failed(e);
      refuseMessage(request, HandshakeOutcome.FAILED);
    }
  }

  private void answer(HttpServerRequest request, AsyncResult<PostAnswer> result) {
    if (request.response().closed()) {
      return;
    }
    if (result.failed()) {
      failed(result.cause());
      refuseMessage(request, HandshakeOutcome.FAILED);
      return;
    }
    PostAnswer answer = result.result();
    HttpServerResponse response =
        request
            .response()
            .setStatusCode(answer.status())
            .putHeader("Cache-Control", "no-store")
            .putHeader("X-Content-Type-Options", "nosniff");
    if (answer.isTemporary()) {
      response.putHeader("Retry-After", ErrorResponse.soon());
    }
    if (answer.type() == null) {
      response.end();
    } else {
      response.putHeader("Content-Type", answer.type()).end(answer.body());
    }
  }

  private static void failed(Throwable cause) {
    log.atError()
        .addKeyValue("event", "upgrade.failed")
        .setCause(cause)
        .log("a client's message by POST failed");
  }

  /** Refuses a request whose body is not read, so that the connection cannot be kept. */
  private void refuse(UpgradeRequest asked, HandshakeOutcome outcome) {
    HttpServerRequest request = asked.request();
    admission.count(outcome);
    if (outcome == HandshakeOutcome.MESSAGE_LIMIT) {
      metrics.rateLimited("messages");
    }
    if (!request.response().closed()) {
      UnwantedBody.discard(request, loop);
      ErrorResponse.sendOnly(asked, outcome);
    }
  }

  private void refuseMessage(HttpServerRequest request, HandshakeOutcome outcome) {
    admission.count(outcome);
    if (!request.response().closed()) {
      ErrorResponse.sendAndKeep(request, outcome);
    }
  }
}
