package io.wsgateway.server;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.wsgateway.connection.ClientProtocol;
import io.wsgateway.loop.Loop;
import io.wsgateway.poll.Poll;
import io.wsgateway.poll.PollAnswer;
import io.wsgateway.poll.PollCursor;
import io.wsgateway.poll.PollLoop;
import io.wsgateway.poll.PollQuestion;
import io.wsgateway.poll.PollSessions;
import io.wsgateway.server.admission.Admission;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.PollMisses;
import io.wsgateway.server.admission.UpgradeChecks;
import io.wsgateway.server.admission.UpgradeRequest;
import io.wsgateway.transport.TcpConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Handles polls at the endpoints' paths: {@code GET ?poll=} opens a client, with the checks of an
 * upgrade, and {@code GET ?poll=<cursor>} asks for its next messages, wherever its session is. Its
 * credentials are checked with each poll. Belongs to one event loop.
 */
final class PollRoute implements Handler<HttpServerRequest> {
  private static final String PARAMETER = "poll=";

  private final Entrance entrance;
  private final Admission admission;
  private final UpgradeChecks checks;
  private final EndpointTable endpoints;
  private final PollSessions sessions;
  private final PollLoop opening;
  private final Loop loop;
  private final Handler<HttpServerRequest> others;
  private final PollMisses misses;

  /** Makes a route; {@code others} handles all other requests. */
  PollRoute(
      Entrance entrance,
      Admission admission,
      UpgradeChecks checks,
      EndpointTable endpoints,
      PollSessions sessions,
      PollLoop opening,
      Loop loop,
      Handler<HttpServerRequest> others) {
    this.entrance = entrance;
    this.admission = admission;
    this.checks = checks;
    this.endpoints = endpoints;
    this.sessions = sessions;
    this.opening = opening;
    this.loop = loop;
    this.others = others;
    this.misses = new PollMisses(loop::nanoTime);
  }

  @Override
  public void handle(HttpServerRequest request) {
    List<String> cursors =
        request.method().equals(HttpMethod.GET) && !UpgradeRequest.isOne(request)
            ? cursors(request.query())
            : List.of();
    Optional<EndpointTable.Match> match =
        cursors.isEmpty() ? Optional.empty() : endpoints.find(RawPath.of(request));
    ClientProtocol protocol = match.map(found -> found.endpoint().polls()).orElse(null);
    if (match.isEmpty() || protocol == null) {
      others.handle(request);
    } else {
      String cursor = String.join("&", cursors);
      UpgradeRequest asked =
          checks.of(request, match.get().endpoint().door(), cursor.isEmpty()).keepsHttp();
      try {
        checks.cors().allow(asked);
        if (cursor.isEmpty()) {
          open(asked, match.get(), protocol);
        } else {
          check(asked, cursor);
        }
      } catch (RuntimeException | Error e) {
        entrance.failed(asked, e);
      }
    }
  }

  /** A cursor has no character that needs an escape. */
  private static List<String> cursors(String query) {
    List<String> found = new ArrayList<>(1);
    if (query != null && query.contains(PARAMETER)) {
      for (String parameter : query.split("&", -1)) {
        if (parameter.startsWith(PARAMETER)) {
          found.add(parameter.substring(PARAMETER.length()));
        }
      }
    }
    return found;
  }

  private void open(UpgradeRequest asked, EndpointTable.Match match, ClientProtocol protocol) {
    checks.runStream(
        asked,
        match.endpoint().checks(),
        outcome -> {
          if (outcome != HandshakeOutcome.ACCEPTED) {
            entrance.refuse(asked, outcome);
          } else if (asked.request().response().closed()) {
            entrance.refuse(asked, HandshakeOutcome.FAILED);
          } else {
            entrance.accept(
                asked,
                match,
                client ->
                    opening.open(
                        client,
                        protocol,
                        checks.holder(asked),
                        asked.endpoint().toString(),
                        (session, answer) -> answer(asked, session, answer)));
          }
        });
  }

  private void check(UpgradeRequest asked, String text) {
    Optional<PollCursor> cursor = PollCursor.parse(text);
    checks.runPoll(
        asked,
        () -> check(asked, cursor),
        outcome -> {
          if (outcome == HandshakeOutcome.POLL_CURSOR) {
            answer(asked, "", PollAnswer.of(PollAnswer.Kind.CURSOR));
          } else if (outcome == HandshakeOutcome.POLL_LIMIT) {
            refuse(asked.request(), outcome);
          } else if (outcome != HandshakeOutcome.ACCEPTED) {
            entrance.refuse(asked, outcome);
          } else {
            ask(asked, cursor.orElseThrow());
          }
        });
  }

  /** Sessions of this node are found at once; many of their clients may share an address. */
  private HandshakeOutcome check(UpgradeRequest asked, Optional<PollCursor> cursor) {
    if (cursor.isPresent() && sessions.has(cursor.get())) {
      return HandshakeOutcome.ACCEPTED;
    }
    if (misses.isOver(asked)) {
      return HandshakeOutcome.POLL_LIMIT;
    }
    return cursor.isEmpty() ? HandshakeOutcome.POLL_CURSOR : checks.lag(asked);
  }

  private void ask(UpgradeRequest asked, PollCursor at) {
    HttpServerRequest request = asked.request();
    if (request.response().closed()) {
      return;
    }
    PollQuestion question =
        new PollQuestion(
            at.session(), at.number(), checks.holder(asked), asked.endpoint().toString());
    Runnable leave =
        sessions.ask(
            at,
            new Poll(
                question,
                answer -> loop.execute(() -> answer(asked, at.node(), at.session(), answer))));
    request.response().closeHandler(gone -> leave.run());
  }

  private void answer(UpgradeRequest asked, String session, PollAnswer answer) {
    answer(asked, sessions.node(), session, answer);
  }

  private void answer(UpgradeRequest asked, String node, String session, PollAnswer answer) {
    if (isMiss(answer.kind())) {
      misses.add(asked);
    }
    HttpServerRequest request = asked.request();
    HttpServerResponse response = request.response();
    if (response.closed()
        || response.ended()
        || TcpConnection.of(request.connection()).endsUnread()) {
      return; // its session keeps the answer
    }
    switch (answer.kind()) {
      case MESSAGES ->
          next(response, new PollCursor(node, session, answer.number()))
              .putHeader("Content-Type", "application/json")
              .end(answer.body());
      case NOTHING ->
          next(response, new PollCursor(node, session, answer.number())).setStatusCode(204).end();
      case ENDED ->
          ErrorResponse.sendAndKeep(
              request,
              HandshakeOutcome.POLL_ENDED,
              new JsonObject().put("close", new JsonObject(answer.body())));
      case REPLACED -> refuse(request, HandshakeOutcome.POLL_REPLACED);
      case GONE -> refuse(request, HandshakeOutcome.POLL_GONE);
      case CURSOR -> refuse(request, HandshakeOutcome.POLL_CURSOR);
      case USER -> refuse(request, HandshakeOutcome.POLL_USER);
      case BUSY -> refuse(request, HandshakeOutcome.POLL_BUSY);
    }
  }

  private static boolean isMiss(PollAnswer.Kind kind) {
    return switch (kind) {
      case MESSAGES, NOTHING, REPLACED, ENDED -> false;
      case GONE, CURSOR, USER, BUSY -> true;
    };
  }

  private static HttpServerResponse next(HttpServerResponse response, PollCursor cursor) {
    return response
        .putHeader("Poll-Cursor", cursor.toString())
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff");
  }

  private void refuse(HttpServerRequest request, HandshakeOutcome outcome) {
    admission.count(outcome);
    ErrorResponse.sendAndKeep(request, outcome);
  }
}
