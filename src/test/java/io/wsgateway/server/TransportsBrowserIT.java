package io.wsgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The transports of reconnect.js without WebSocket, against a server that a test scripts. */
final class TransportsBrowserIT extends ReconnectFixture {
  private static final String SSE = "{\"transports\": [\"sse\"], \"minDelay\": 10}";
  private static final String POLL = "{\"transports\": [\"poll\"], \"minDelay\": 10}";

  private final AtomicInteger streams = new AtomicInteger();
  private final AtomicInteger posts = new AtomicInteger();
  private final List<String> posted = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final List<String> queries = new CopyOnWriteArrayList<>();

  /** Streams and messages, each with its number, counted from 1. */
  private void serve(
      BiConsumer<HttpServerResponse, Integer> stream, BiConsumer<HttpServerRequest, Integer> post) {
    server.requests(
        request -> {
          if (request.method().equals(HttpMethod.POST)) {
            int number = posts.incrementAndGet();
            request.bodyHandler(
                body -> {
                  posted.add(body.toString());
                  post.accept(request, number);
                });
          } else if (request.query() == null
              && !"text/event-stream".equals(request.getHeader("Accept"))) {
            request.response().setStatusCode(426).end(); // the question whether HTTP works
          } else {
            queries.add(String.valueOf(request.query()));
            tokens.add(String.valueOf(request.getHeader("Authorization")));
            stream.accept(request.response(), streams.incrementAndGet());
          }
        });
  }

  private static HttpServerResponse events(HttpServerResponse response) {
    response.putHeader("Content-Type", "text/event-stream").setChunked(true).write(":\n\n");
    return response;
  }

  private static void taken(HttpServerRequest request) {
    request.response().setStatusCode(204).end();
  }

  private static void refuse(HttpServerResponse response, int status, String code) {
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Retry-After", "0")
        .end(new JsonObject().put("code", code).put("message", "said " + code).encode());
  }

  private List<String> messages() {
    return log("message").stream().map(e -> String.valueOf(e.getValue("data"))).toList();
  }

  @Test
  void eventsArriveAsMessagesHoweverTheirBytesAreCut() {
    serve(
        (response, number) -> {
          events(response).write("data: one\r");
          vertx.setTimer(50, id -> response.write("\ndata:  two\n\nda"));
          vertx.setTimer(100, id -> response.write("ta\n\nevent: binary\ndata: AQL/\n\n"));
        },
        (request, number) -> taken(request));
    open(SSE);
    until("message", 3);
    assertThat(messages().subList(0, 2)).containsExactly("one\n two", "");
    assertThat(
            page.evaluate(
                "() => [...new Uint8Array(log.filter((e) => e.type === 'message')[2].data)].join()"))
        .isEqualTo("1,2,255");
    assertThat(page.evaluate("() => s.transport")).isEqualTo("sse");
  }

  @Test
  void theLastEventOfAStreamIsAClose() {
    serve(
        (response, number) -> {
          String end =
              number == 1 ? "1012,\"reason\":\"restart retry-ms=1700" : "1008,\"reason\":\"no";
          events(response).end("retry: 1700\nevent: end\ndata: {\"code\":" + end + "\"}\n\n");
        },
        (request, number) -> taken(request));
    open(SSE);
    until("waiting", 1);
    page.evaluate("() => { dispatchEvent(new Event('online')); }");
    until("closed", 1);
    assertThat(log("waiting").get(0).getInteger("delay")).isEqualTo(1700);
    assertThat(log("waiting").get(0).getInteger("code")).isEqualTo(1012);
    assertThat(log("waiting")).hasSize(1);
    assertThat(log("closed").get(0).getInteger("code")).isEqualTo(1008);
  }

  @Test
  void aStreamThatBreaksIsOpenedAgainAndTheServersDelayIsKept() {
    serve(
        (response, number) -> {
          events(response);
          if (number == 1) {
            response.end("retry: 321\n\n");
          }
        },
        (request, number) -> taken(request));
    open(SSE);
    until("open", 2);
    assertThat(log("waiting").get(0).getInteger("code")).isEqualTo(1006);
    assertThat(log("waiting").get(0).getInteger("delay")).isEqualTo(321);
  }

  @ParameterizedTest
  @CsvSource({
    "401, token_expired, waiting, 4401",
    "401, token_invalid, closed, 1008",
    "403, user_blocked, closed, 1008",
    "429, user_limit, waiting, 1013",
    "503, draining, waiting, 1013",
    "500, failed, waiting, 1011"
  })
  void aRefusalIsWhatTheCloseCodeWouldBe(int status, String code, String event, int closeCode) {
    serve(
        (response, number) -> refuse(response, status, code), (request, number) -> taken(request));
    for (String transport : List.of("sse", "poll")) {
      open("/ws", "{\"transports\": [\"" + transport + "\"]}", new String[] {"a", "b", "c", "d"});
      until(event, 1);
      assertThat(log(event).get(0).getInteger("code")).isEqualTo(closeCode);
      if (closeCode == 1013) {
        assertThat(log(event).get(0).getInteger("delay")).isBetween(0, 1000);
      }
    }
    assertThat(tokens).contains("Bearer a");
    assertThat(queries)
        .as("no token in the URL")
        .allMatch(q -> "null".equals(q) || "poll=".equals(q));
  }

  private static void deny(HttpServerResponse response, String disconnect) {
    response
        .setStatusCode(403)
        .putHeader("Content-Type", "application/json")
        .end("{\"code\": \"hook_denied\", \"message\": \"no\"" + disconnect + "}");
  }

  /** As over WebSocket, where the backend's code is the close code. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'';                                                         closed;  1008; no",
        "', \"disconnect\": {\"code\": 4503, \"reason\": \"gone\"}'; closed;  4503; gone",
        "', \"disconnect\": {\"code\": 4403, \"reason\": \"\"}';     waiting; 4403; no",
        "', \"disconnect\": {\"code\": 4401, \"reason\": \"old\"}';  waiting; 4401; old"
      })
  void whatABackendWantsARefusedClientToDoHoldsForEachTransport(
      String disconnect, String event, int code, String reason) {
    AtomicInteger refusedStreams = new AtomicInteger(3);
    serve(
        (response, number) -> {
          if (refusedStreams.decrementAndGet() > 0) {
            deny(response, disconnect);
          } else {
            events(response);
          }
        },
        (request, number) -> {
          if (number == 1) {
            deny(request.response(), disconnect);
          } else {
            taken(request);
          }
        });
    String[] tokens = {"a", "b", "c", "d"};
    for (String transport : List.of("sse", "poll")) {
      open("/ws", "{\"transports\": [\"" + transport + "\"], \"minDelay\": 60000}", tokens);
      until(event, 1);
      assertThat(log(event).get(0).getInteger("code")).as(transport).isEqualTo(code);
      assertThat(log(event).get(0).getString("reason")).as(transport).isEqualTo(reason);
      page.evaluate("() => s.close()");
    }
    refusedStreams.set(0);
    open("/ws", SSE, tokens);
    until("open", 1);
    page.evaluate("() => s.send('message')");
    until(event, 1);
    assertThat(log(event).get(0).getInteger("code")).as("POST").isEqualTo(code);
    assertThat(log(event).get(0).getString("reason")).as("POST").isEqualTo(reason);
    if (event.equals("waiting")) {
      await().until(() -> posted.size() == 2);
      assertThat(log("failed")).isEmpty();
    } else {
      assertThat(log("failed").get(0).getBoolean("uncertain")).isFalse();
    }
  }

  @Test
  void theCodeAndReasonOfABackendAreThoseOfTheClose() {
    JsonObject given = new JsonObject().put("code", 4700).put("reason", "not you");
    JsonObject body =
        new JsonObject().put("code", "hook_denied").put("message", "no").put("disconnect", given);
    serve(
        (response, number) ->
            response
                .setStatusCode(403)
                .putHeader("Content-Type", "application/json")
                .end(body.encode()),
        (request, number) -> taken(request));
    for (String transport : List.of("sse", "poll")) {
      open("/ws", "{\"transports\": [\"" + transport + "\"]}", new String[] {"a", "b"});
      until("closed", 1);
      assertThat(log("closed").get(0).getInteger("code")).isEqualTo(4700);
      assertThat(log("closed").get(0).getString("reason")).isEqualTo("not you");
    }
  }

  @Test
  void aPageOfAProxyIsNotTakenForTheGatewaysRefusal() {
    serve(
        (response, number) -> response.setStatusCode(403).end("<h1>Log in</h1>"),
        (request, number) -> taken(request));
    open(SSE);
    until("waiting", 2);
    assertThat(log("closed")).isEmpty();
  }

  @Test
  void messagesAreSentOneAtATimeInOrder() {
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    serve((response, number) -> events(response), (request, number) -> held.add(request));
    open("{\"transports\": [\"sse\"], \"bufferMessages\": 2}");
    until("open", 1);
    Object kept = page.evaluate("() => ['a', 'b', 'c', 'd'].map((m) => s.send(m))");
    assertThat(kept).isEqualTo(List.of(true, true, true, false));
    for (int i = 0; i < 3; i++) {
      int number = i;
      await().until(() -> held.size() == number + 1);
      assertThat(posted).hasSize(number + 1);
      vertx.runOnContext(v -> taken(held.get(number)));
    }
    page.waitForFunction("() => s.buffered === 0");
    assertThat(posted).containsExactly("a", "b", "c");
    assertThat(log("failed")).isEmpty();
  }

  @Test
  void repliesInTheAnswerAreMessages() {
    serve(
        (response, number) -> events(response),
        (request, number) -> {
          boolean bytes = request.getHeader("Content-Type").equals("application/octet-stream");
          request
              .response()
              .putHeader("Content-Type", bytes ? "application/octet-stream" : "text/plain")
              .end("got it");
        });
    open(SSE);
    until("open", 1);
    page.evaluate("() => { s.send('hello'); s.send(new Uint8Array([104, 105])); }");
    until("message", 2);
    assertThat(messages().get(0)).isEqualTo("got it");
    assertThat(page.evaluate("() => log.filter((e) => e.data?.byteLength).length")).isEqualTo(1);
    assertThat(posted).containsExactly("hello", "hi");
  }

  @Test
  void whatWasNotTakenIsSentAgainAndKeepsItsPlace() {
    serve(
        (response, number) -> events(response),
        (request, number) -> {
          if (number == 1) {
            refuse(request.response(), 429, "message_limit");
          } else if (number == 2) {
            refuse(request.response(), 401, "token_expired");
          } else {
            taken(request);
          }
        });
    open("/ws", SSE, new String[] {"first", "second"});
    until("open", 1);
    page.evaluate("() => { s.send('a'); s.send('b'); }");
    until("open", 2);
    await().until(() -> posted.size() == 4);
    assertThat(posted).containsExactly("a", "a", "a", "b");
    assertThat(log("waiting").get(0).getInteger("code")).isEqualTo(4401);
    assertThat(tokens).containsExactly("Bearer first", "Bearer second");
    assertThat(log("failed")).isEmpty();
  }

  @Test
  void aMessageThatDidNotArriveInTimeIsSentAgainButNotForEver() {
    serve(
        (response, number) -> events(response),
        (request, number) -> {
          String message = posted.get(posted.size() - 1);
          if (message.equals("c") || number == 3) {
            taken(request);
          } else {
            refuse(request.response(), 408, "slow_body");
          }
        });
    open(SSE);
    until("open", 1);
    page.evaluate("() => { for (const m of ['a', 'b', 'c']) s.send(m); }");
    await().until(() -> posted.contains("c"));
    // Chromium repeats such a request once by itself if its TCP connection was used before.
    assertThat(posted.stream().distinct()).containsExactly("a", "b", "c");
    assertThat(posted.subList(0, 4)).containsExactly("a", "a", "a", "b");
    until("failed", 1);
    assertThat(log("failed")).hasSize(1);
    assertThat(log("failed").get(0).getString("data")).isEqualTo("b");
    assertThat(log("failed").get(0).getBoolean("uncertain")).isFalse();
    assertThat(log("waiting")).isEmpty();
  }

  @Test
  void afterCloseNoMessageHoldsTheNextOnesBack() {
    serve(
        (response, number) -> events(response),
        (request, number) -> {
          if (number == 1) {
            request.response().putHeader("Retry-After", "3600");
            request.response().setStatusCode(503).putHeader("Content-Type", "application/json");
            request.response().end("{\"code\": \"admission_lag\"}");
          } else {
            taken(request);
          }
        });
    open(SSE);
    until("open", 1);
    page.evaluate("() => s.send('a')");
    page.waitForFunction("() => s.buffered === 1");
    page.evaluate("() => { s.close(); s.reconnect(); }");
    until("open", 2);
    page.evaluate("() => s.send('b')");
    await().until(() -> posted.size() == 2);
    assertThat(posted).containsExactly("a", "b");
    assertThat(log("closed").get(0).getJsonArray("unsent")).containsExactly("a");
  }

  @Test
  void whatMayHaveBeenTakenIsToldAndNotSentAgain() {
    serve(
        (response, number) -> events(response),
        (request, number) -> {
          if (number == 1) {
            request.response().setStatusCode(504).end("a proxy's page");
          } else if (number == 2) {
            refuse(request.response(), 503, "undelivered");
          } else if (number == 3) {
            refuse(request.response(), 400, "invalid");
          } else {
            taken(request);
          }
        });
    open(SSE);
    until("open", 1);
    page.evaluate("() => { for (const m of ['a', 'b', 'c', 'd']) s.send(m); }");
    await().until(() -> posted.size() == 4);
    assertThat(posted).containsExactly("a", "b", "c", "d");
    until("failed", 3);
    assertThat(log("failed").stream().map(e -> e.getString("data"))).containsExactly("a", "b", "c");
    assertThat(log("failed").stream().map(e -> e.getBoolean("uncertain")))
        .containsExactly(true, true, false);
    assertThat(log("failed").get(2).getJsonObject("error").getString("code")).isEqualTo("invalid");
    assertThat(log("waiting")).as("the path may be broken after the first").hasSize(1);
  }

  @Test
  void numberedMessagesAreAnsweredAsOverWebSocket() {
    serve(
        (response, number) ->
            events(response).write("data: {\"epoch\":\"\",\"offset\":0,\"recovered\":false}\n\n"),
        (request, number) -> {
          if (number == 1) {
            taken(request);
          } else if (number == 2) {
            request.response().putHeader("Content-Type", "application/json").end("{\"n\":1}");
          } else {
            refuse(request.response(), 429, "backlog");
          }
        });
    open("{\"transports\": [\"sse\"], \"frames\": \"json\"}");
    until("open", 1);
    page.evaluate("() => [7, 8, 9].forEach((id) => s.send(JSON.stringify({ id, data: 'm' })))");
    until("answer", 3);
    assertThat(log("answer").stream().map(e -> e.getInteger("id"))).containsExactly(7, 8, 9);
    assertThat(log("answer").get(1).getJsonObject("data").getInteger("n")).isEqualTo(1);
    assertThat(log("answer").get(2).getJsonObject("error").getString("code")).isEqualTo("backlog");
    assertThat(posted).hasSize(3);
  }

  @Test
  void aProxyThatHoldsStreamsBackIsPolledThrough() {
    serve(
        (response, number) -> {
          String query = queries.get(queries.size() - 1);
          response.putHeader("Content-Type", "application/json");
          if (query.equals("null")) {
            return; // a stream, of which nothing passes
          }
          switch (query) {
            case "poll=" -> response.putHeader("Poll-Cursor", "c.1").end("[\"welcome\"]");
            case "poll=c.1" -> {
              if (number == 3) {
                response.setStatusCode(502).end("lost");
              } else {
                response
                    .putHeader("Poll-Cursor", "c.2")
                    .end(
                        "[{\"n\": 12345678901234567890, \"a\":[1,\"],\"]}, {\"base64\":\"AQI=\"}]");
              }
            }
            case "poll=c.2" -> response.setStatusCode(204).putHeader("Poll-Cursor", "c.3").end();
            default ->
                response
                    .setStatusCode(410)
                    .end(
                        "{\"code\":\"poll_ended\",\"message\":\"\",\"close\":"
                            + "{\"code\":1008,\"reason\":\"enough\"}}");
          }
        },
        (request, number) -> taken(request));
    server.refuse(true);
    open(
        "{\"transports\": [\"websocket\", \"sse\", \"poll\"], \"silentSeconds\": 1, \"minDelay\": 10}");
    until("closed", 1);
    assertThat(queries).containsSequence("null", "poll=", "poll=c.1", "poll=c.1", "poll=c.2");
    assertThat(messages().subList(0, 2))
        .containsExactly("welcome", "{\"n\": 12345678901234567890, \"a\":[1,\"],\"]}");
    assertThat(log("message")).hasSize(3);
    assertThat(log("open").get(0).getString("transport")).isEqualTo("poll");
    assertThat(log("closed").get(0).getString("reason")).isEqualTo("enough");
  }

  /**
   * A page of a proxy asks for a pause that no session survives: the socket does not say it is
   * open.
   */
  @Test
  void aLongMaintenanceEndsAPoll() {
    serve(
        (response, number) -> {
          if (number == 1) {
            response.putHeader("Poll-Cursor", "c").end("[]");
          } else {
            response.setStatusCode(503).putHeader("Retry-After", "86400").end("maintenance");
          }
        },
        (request, number) -> taken(request));
    open(POLL);
    until("waiting", 1);
    assertThat(types()).containsExactly("connecting", "open", "waiting");
    assertThat(log("waiting").get(0).getInteger("code")).isEqualTo(1013);
    assertThat(log("waiting").get(0).getInteger("delay")).isEqualTo(600_000);
  }

  @Test
  void withoutReadableStreamsItPolls() {
    serve(
        (response, number) -> response.putHeader("Poll-Cursor", "c").end("[]"),
        (request, number) -> taken(request));
    page.evaluate("() => { delete Response.prototype.body; }");
    open("{\"transports\": [\"sse\", \"poll\"]}");
    until("open", 1);
    assertThat(page.evaluate("() => s.transport")).isEqualTo("poll");
    page.evaluate("() => s.close()");
  }

  @Test
  void aServerThatIsDownDoesNotCountAsABlockedWebSocket() {
    serve((response, number) -> events(response), (request, number) -> taken(request));
    page.evaluate("() => import('/client/reconnect.js').then(() => 0)"); // while it can be loaded
    server.stop();
    open("{\"transports\": [\"websocket\", \"sse\"], \"minDelay\": 10, \"maxDelay\": 40}");
    until("waiting", 6);
    assertThat(log("waiting")).noneMatch(e -> e.getString("reason").contains("HTTP reaches"));
    server.start();
    until("open", 1);
    assertThat(page.evaluate("() => s.transport")).isEqualTo("websocket");
    assertThat(streams).hasValue(0);
  }

  @Test
  void aRefusedWebSocketIsFoundOutRememberedAndTriedAgain() {
    serve((response, number) -> events(response), (request, number) -> taken(request));
    server.refuse(true);
    String options = "{\"transports\": [\"websocket\", \"sse\"], \"minDelay\": 10}";
    open(options);
    until("open", 1);
    assertThat(page.evaluate("() => s.transport")).isEqualTo("sse");
    int attempts = server.attempts().size();
    page.evaluate("() => { window.first = s; }");
    open(options);
    until("open", 1);
    assertThat(page.evaluate("() => s.transport"))
        .as("another socket of the page")
        .isEqualTo("sse");
    assertThat(server.attempts()).hasSize(attempts);

    server.refuse(false);
    page.evaluate("() => { dispatchEvent(new Event('online')); }");
    page.waitForFunction(
        "() => [s, first].every((e) => e.transport === 'websocket' && e.state === 'open')");
  }

  /** A page of another origin must be able to read the answer. */
  @ParameterizedTest
  @CsvSource({"127.0.0.1", "localhost"})
  void anOverloadedServerDoesNotCountAsABlockedWebSocket(String host) {
    AtomicInteger questions = new AtomicInteger();
    server.requests(
        request -> {
          questions.incrementAndGet();
          request.response().putHeader("Access-Control-Allow-Origin", "*");
          refuse(request.response(), 503, "admission_rate");
        });
    server.refuse(true);
    String url = "ws://" + host + ":" + server.port() + "/ws";
    open(url, "{\"transports\": [\"websocket\", \"sse\"], \"minDelay\": 10}", null);
    until("waiting", 5);
    assertThat(questions.get()).isPositive();
    server.refuse(false);
    until("open", 1);
    assertThat(page.evaluate("() => s.transport")).isEqualTo("websocket");
    assertThat(log("waiting")).noneMatch(e -> e.getString("reason").contains("HTTP reaches"));
  }

  /** The answer to the question cannot always be read, and a stream is another request. */
  @Test
  void whenTheOtherTransportIsPutOffWebSocketGetsAnotherChance() {
    serve(
        (response, number) -> refuse(response, 503, "admission_rate"),
        (request, number) -> taken(request));
    server.refuse(true);
    open("{\"transports\": [\"websocket\", \"sse\"], \"minDelay\": 10}");
    await().until(() -> streams.get() == 2);
    List<Integer> codes = log("waiting").stream().map(e -> e.getInteger("code")).limit(6).toList();
    // Each time two connects must fail before the question is asked, and a third one after it.
    assertThat(codes).containsExactly(1006, 1006, 1006, 1013, 1006, 1006);
  }

  @Test
  void aQuietWebSocketIsAskedOnceAndKept() {
    // Long enough for the answer to the question on a busy machine.
    open(
        "{\"transports\": [\"websocket\", \"sse\"], \"silentSeconds\": 4, \"connectSeconds\": 30}");
    until("open", 1);
    await().until(() -> server.attempts().size() == 2);
    await().until(() -> server.open() == 1);
    server.sendAll("hello");
    until("message", 1);
    assertThat(types()).containsExactly("connecting", "open", "message");
    assertThat(server.attempts()).hasSize(2);
  }

  /** As some firewalls do; a server that restarts does it, too, but not again and again. */
  @ParameterizedTest
  @CsvSource({"2, websocket", "1000000, sse"})
  void aWebSocketThatIsResetAgainAndAgainDoesNotPass(int resets, String transport) {
    serve((response, number) -> events(response), (request, number) -> taken(request));
    server.script(
        (socket, number) -> {
          if (number <= resets) {
            timers.add(vertx.setTimer(20, id -> server.reset(socket)));
          } else {
            timers.add(vertx.setTimer(20, id -> socket.writeTextMessage("hello")));
          }
        });
    open("{\"transports\": [\"websocket\", \"sse\"], \"minDelay\": 10}");
    page.waitForFunction(
        "() => s.transport === 'sse' || log.filter((e) => e.type === 'message').length");
    page.waitForFunction("() => s.state === 'open'");
    assertThat(page.evaluate("() => s.transport")).isEqualTo(transport);
    assertThat(server.attempts()).hasSize(3);
  }

  @Test
  void resetsAfterAMessageDoNotCount() {
    serve((response, number) -> events(response), (request, number) -> taken(request));
    server.script(
        (socket, number) -> {
          socket.writeTextMessage("hello");
          timers.add(vertx.setTimer(20, id -> server.reset(socket)));
        });
    open("{\"transports\": [\"websocket\", \"sse\"], \"minDelay\": 10, \"maxDelay\": 40}");
    until("open", 6);
    assertThat(log("open")).allMatch(e -> e.getString("transport").equals("websocket"));
  }

  /**
   * Counts the sockets that the page makes, and changes what its browser says about the network.
   */
  private void watchTheNetwork() {
    page.evaluate(
        """
        () => {
          window.made = window.ended = 0;
          window.WebSocket = class extends WebSocket {
            constructor(...all) {
              super(...all);
              made++;
              this.addEventListener("close", () => ended++);
            }
          };
          const network = Object.assign(new EventTarget(), { type: "wifi", effectiveType: "4g" });
          Object.defineProperty(navigator, "connection", { value: network });
          window.change = (fields) => {
            Object.assign(network, fields);
            const before = made;
            network.dispatchEvent(new Event("change"));
            return made - before;
          };
        }
        """);
  }

  @Test
  void onlyAnotherKindOfNetworkIsAReasonForATrialAndOnceAMinute() {
    serve((response, number) -> events(response), (request, number) -> taken(request));
    watchTheNetwork();
    server.refuse(true);
    open("{\"transports\": [\"websocket\", \"sse\"], \"minDelay\": 10}");
    until("open", 1);
    assertThat(page.evaluate("() => [{ rtt: 1 }, { effectiveType: '3g' }].map(change).join()"))
        .as("trials")
        .isEqualTo("0,1");
    page.waitForFunction("() => ended === made");
    assertThat(page.evaluate("() => [{ type: 'cellular' }, { type: 'wifi' }].map(change).join()"))
        .as("trials in the same minute")
        .isEqualTo("0,0");
  }

  @Test
  void anEstimateOfTheNetworkIsNoReasonToDoubtAWebSocket() {
    watchTheNetwork();
    server.script((socket, number) -> vertx.setTimer(1, id -> greet(socket, number)));
    open("{\"transports\": [\"websocket\", \"sse\"], \"silentSeconds\": 1, \"minDelay\": 10}");
    until("message", 1);
    page.evaluate("() => change({ effectiveType: '3g' })");
    server.resetAll();
    until("open", 2);
    page.waitForTimeout(2000); // longer than the silence after which a doubt would be resolved
    assertThat(page.evaluate("() => made")).isEqualTo(2);
    page.evaluate("() => change({ type: 'cellular' })");
    server.resetAll();
    page.waitForFunction("() => made === 4"); // another one, and its trial
  }

  private static void greet(ServerWebSocket socket, int number) {
    if (number == 1) {
      socket.writeTextMessage("hello");
    }
  }

  @Test
  void closingWhileItFallsBackEndsIt() {
    Handler<HttpServerRequest> count = request -> streams.incrementAndGet();
    server.requests(count);
    server.refuse(true);
    open("{\"transports\": [\"websocket\", \"poll\"], \"minDelay\": 10}");
    await().until(() -> streams.get() > 0); // the question whether HTTP works, which hangs
    page.evaluate("() => { s.send('kept'); s.close(); }");
    until("closed", 1);
    int asked = streams.get();
    page.waitForTimeout(300); // longer than any delay that could have been chosen
    assertThat(streams).hasValue(asked);
    assertThat(log("closed").get(0).getJsonArray("unsent")).containsExactly("kept");
    assertThat(page.evaluate("() => s.state")).isEqualTo("closed");
  }

  @Test
  void aPollThatIsInterruptedByTheNetworkGoesOnWhereItWas() {
    List<HttpServerResponse> held = new CopyOnWriteArrayList<>();
    serve(
        (response, number) -> {
          if (number == 1) {
            response.putHeader("Poll-Cursor", "c.1").end("[]");
          } else {
            held.add(response.putHeader("Poll-Cursor", "c.2"));
          }
        },
        (request, number) -> taken(request));
    open(POLL);
    await().until(() -> held.size() == 1);
    page.evaluate("() => { dispatchEvent(new Event('online')); }");
    await().until(() -> held.size() == 2);
    vertx.runOnContext(v -> held.get(1).end("[\"not missed\"]"));
    until("message", 1);
    assertThat(queries.subList(0, 3)).containsExactly("poll=", "poll=c.1", "poll=c.1");
    assertThat(types()).containsExactly("connecting", "open", "message");
    page.evaluate("() => s.close()");
  }
}
