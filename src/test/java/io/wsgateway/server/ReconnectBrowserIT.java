package io.wsgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Close codes, tokens, positions and the send buffer of reconnect.js in the real browser. */
final class ReconnectBrowserIT extends ReconnectFixture {
  @Test
  void waitsGrowWhileConnectionsOpenButDoNotLast() {
    server.script((socket, number) -> close(socket, 1011, ""));
    open("{\"minDelay\": 40, \"maxDelay\": 160}");
    until("waiting", 6);
    List<Integer> attempts = log("connecting").stream().map(e -> e.getInteger("attempt")).toList();
    assertThat(attempts.subList(0, 6)).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(types()).contains("open");
    assertThat(log("waiting")).allMatch(e -> e.getInteger("delay") <= 160);
  }

  @Test
  void waitsStartSmallAgainAfterAConnectionThatLasted() {
    server.script(
        (socket, number) -> {
          if (number <= 3) {
            close(socket, 1011, "");
          }
        });
    open("{\"minDelay\": 20, \"maxDelay\": 80, \"stableSeconds\": 0.2}");
    until("open", 4);
    page.waitForTimeout(400); // the time the connection has to last is what is tried here
    server.closeAll(1011, "");
    until("connecting", 5);
    assertThat(log("connecting").get(4).getInteger("attempt")).isEqualTo(1);
  }

  @Test
  void retryMsIsHonouredAndWakingUpDoesNotShortenIt() {
    server.script(
        (socket, number) -> {
          if (number == 1) {
            close(socket, 1012, "service restart, retry-ms=1700");
          }
        });
    open("{\"minDelay\": 10}");
    until("waiting", 1);
    page.evaluate("() => { dispatchEvent(new Event('online')); }");
    until("open", 2);
    assertThat(log("waiting")).hasSize(1);
    assertThat(log("waiting").get(0).getInteger("delay")).isEqualTo(1700);
    long waited = server.attempts().get(1).nanos() - server.attempts().get(0).nanos();
    assertThat(Duration.ofNanos(waited)).isGreaterThan(Duration.ofMillis(1600));
  }

  @Test
  void policyViolationEndsItAndNothingBringsItBackButTheUser() {
    server.script(
        (socket, number) -> {
          if (number == 1) {
            socket.textMessageHandler(
                text -> {
                  close(socket, 1008, "not you");
                  server.sendAll(text);
                });
          }
        });
    open("{\"minDelay\": 10}");
    page.evaluate("() => s.send('kept')");
    until("closed", 1);
    page.evaluate(
        """
        () => { for (const type of ["online", "pageshow"]) dispatchEvent(new Event(type));
                document.dispatchEvent(new Event("visibilitychange")); }
        """);
    page.waitForTimeout(300); // longer than any wait that could have been chosen
    assertThat(server.attempts()).hasSize(1);
    assertThat(page.evaluate("() => s.send('no')")).isEqualTo(false);
    assertThat(log("closed").get(0).getInteger("code")).isEqualTo(1008);
    assertThat(log("closed").get(0).getString("reason")).isEqualTo("not you");
    page.evaluate("() => s.reconnect()");
    until("open", 2);
  }

  @Test
  void anExpiredTokenIsReplacedBeforeComingBack() {
    server.script(
        (socket, number) -> {
          if (number == 1) {
            close(socket, 4401, "token expired");
          }
        });
    open("/ws", "{\"minDelay\": 10, \"protocols\": [\"v1\"]}", new String[] {"first", "second"});
    until("open", 2);
    assertThat(server.attempts().stream().map(StandIn.Attempt::protocols))
        .containsExactly("bearer, first, v1", "bearer, second, v1");
    assertThat(page.evaluate("() => s.protocol")).isEqualTo("bearer");
  }

  @Test
  void eachConnectAsksForAToken() {
    server.script(
        (socket, number) -> {
          if (number == 1) {
            close(socket, 1011, "");
          }
        });
    open("/ws", "{\"minDelay\": 10}", new String[] {"first", "second"});
    until("open", 2);
    assertThat(server.attempts().stream().map(StandIn.Attempt::protocols))
        .containsExactly("bearer, first", "bearer, second");
  }

  @Test
  void threeRefusedTokensInARowEndIt() {
    server.script((socket, number) -> close(socket, 4401, "not this one"));
    open("/ws", "{\"minDelay\": 10}", new String[] {"1", "2", "3", "4"});
    until("closed", 1);
    assertThat(server.attempts()).hasSize(3);
    assertThat(log("closed").get(0).getString("reason"))
        .isEqualTo("3 new tokens were refused: not this one");
  }

  @Test
  void anOpenConnectionGetsANewTokenBeforeTheOldOneExpires() {
    server.script(
        (socket, number) -> {
          socket.textMessageHandler(text -> socket.writeTextMessage("{\"data\":" + text + "}"));
          socket.writeTextMessage("{\"epoch\":\"\",\"offset\":0,\"recovered\":false}");
          socket.writeTextMessage("{\"expires\":30}");
        });
    open("/ws", "{\"frames\": \"json\"}", new String[] {"first", "second"});
    until("message", 1);
    assertThat(log("message").get(0).getJsonObject("data").getString("token")).isEqualTo("second");
    assertThat(server.attempts()).hasSize(1);
  }

  @Test
  void answersToNumberedMessagesAreEventsOfTheirOwn() {
    server.script(
        (socket, number) -> {
          socket.writeTextMessage("{\"epoch\":\"\",\"offset\":0,\"recovered\":false}");
          socket.writeTextMessage("{\"id\":7,\"data\":1}");
          socket.writeTextMessage("{\"id\":8,\"error\":{\"code\":\"backlog\"}}");
        });
    open("{\"frames\": \"json\"}");
    until("answer", 2);
    assertThat(log("answer").get(0).getInteger("data")).isEqualTo(1);
    assertThat(log("answer").get(1).getInteger("id")).isEqualTo(8);
    assertThat(log("answer").get(1).getJsonObject("error").getString("code")).isEqualTo("backlog");
    assertThat(log("message")).isEmpty();
  }

  @Test
  void noTokenOrNoWayToGetOneEndsIt() {
    open("/ws", "{}", new String[] {});
    until("closed", 1);
    assertThat(log("closed").get(0).getString("reason")).isEqualTo("no token");
    server.script((socket, number) -> close(socket, 4401, "token expired"));
    open("{}");
    until("closed", 1);
    assertThat(server.attempts()).hasSize(1);
  }

  @Test
  void missedMessagesAreToldAndTheConnectionComesBack() {
    server.script(
        (socket, number) -> {
          if (number == 1) {
            close(socket, 4010, "missed messages");
          }
        });
    open("{\"minDelay\": 10}");
    until("open", 2);
    assertThat(types())
        .containsExactly("connecting", "open", "missed", "waiting", "connecting", "open");
  }

  @Test
  void jsonFramesResumeWhereTheyEnded() {
    server.script(
        (socket, number) -> {
          if (number == 1) {
            socket.writeTextMessage("{\"epoch\":\"e1\",\"offset\":41,\"recovered\":false}");
            socket.writeTextMessage("{\"text\":\"Welcome!\"}");
            socket.writeTextMessage("{\"epoch\":\"e1\",\"offset\":42,\"data\":{\"n\":1}}");
            socket.writeTextMessage("{\"data\":\"ephemeral\"}");
            socket.writeTextMessage("{}");
            close(socket, 1011, "");
          } else if (number == 2) {
            // Gone before what was missed could arrive: the next one must ask for the same again.
            socket.writeTextMessage("{\"epoch\":\"e1\",\"offset\":50,\"recovered\":true}");
            close(socket, 1011, "");
          } else {
            socket.writeTextMessage("{\"epoch\":\"e2\",\"offset\":7,\"recovered\":false}");
          }
        });
    open("{\"frames\": \"json\", \"minDelay\": 10}");
    until("missed", 1);
    assertThat(server.attempts().stream().map(StandIn.Attempt::query))
        .containsExactly(null, "since=e1%3A42", "since=e1%3A42");
    assertThat(log("open").stream().map(e -> e.getBoolean("recovered")))
        .containsExactly(false, true, false);
    assertThat(log("text").get(0).getString("data")).isEqualTo("Welcome!");
    assertThat(log("message").get(0).getInteger("offset")).isEqualTo(42);
    assertThat(log("message").get(0).getJsonObject("data").getInteger("n")).isEqualTo(1);
    assertThat(log("message").get(1).getString("data")).isEqualTo("ephemeral");
    assertThat(log("message")).hasSize(2);
    assertThat(log("missed")).hasSize(1);
    assertThat(page.evaluate("() => JSON.stringify(s.position)"))
        .isEqualTo("{\"epoch\":\"e2\",\"offset\":7}");
  }

  @Test
  void aSocketThatIsHeldSilentIsNotOpenWithJsonFrames() {
    server.script(
        (socket, number) ->
            timers.add(vertx.setTimer(100, id -> close(socket, 1013, "retry-ms=5"))));
    open("{\"frames\": \"json\"}");
    until("waiting", 2);
    assertThat(types()).doesNotContain("open");
  }

  @Test
  void whatIsSentWhileAwayArrivesInOrderAndNoMoreThanTheBound() {
    open("{\"bufferMessages\": 3}");
    until("open", 1);
    whenItWaits("sent = ['a', 'b', 'c', 'd'].map((m) => s.send(m))");
    server.closeAll(1012, "retry-ms=1");
    until("message", 3);
    assertThat(page.evaluate("() => sent")).isEqualTo(List.of(true, true, true, false));
    assertThat(server.received()).containsExactly("a", "b", "c");
    assertThat(page.evaluate("() => s.buffered")).isEqualTo(0);
  }

  @Test
  void closingWhileWaitingGivesBackWhatWasNotSent() {
    open("{}");
    until("open", 1);
    whenItWaits("s.send('kept'); s.close();");
    server.closeAll(1012, "retry-ms=200");
    until("closed", 1);
    assertThat(log("closed").get(0).getJsonArray("unsent")).containsExactly("kept");
    page.waitForTimeout(400); // longer than the wait that was cancelled
    assertThat(server.attempts()).hasSize(1);
  }

  @Test
  void closingClosesTheSocketAndTheServerHearsWhy() {
    CompletableFuture<String> heard = new CompletableFuture<>();
    server.script(
        (socket, number) ->
            socket.closeHandler(
                v -> heard.complete(socket.closeStatusCode() + " " + socket.closeReason())));
    open("{}");
    until("open", 1);
    page.evaluate("() => s.close(4001, 'logged out')");
    await().until(heard::isDone);
    assertThat(heard.join()).isEqualTo("4001 logged out");
    assertThat(types()).containsExactly("connecting", "open", "closed");
  }

  @Test
  void pagesOfAnotherOriginMayLoadTheFile() {
    StandIn other = new StandIn(vertx).start();
    try (other) {
      Page elsewhere = BROWSER.open("http://localhost:" + other.port() + "/blank");
      Object loaded =
          elsewhere.evaluate(
              "async (url) => typeof (await import(url)).ReconnectingSocket",
              server.url("/client/reconnect.js"));
      assertThat(loaded).isEqualTo("function");
    }
  }

  @Test
  void aBadAddressIsToldNotRetried() {
    open("{\"protocols\": [\"not a token\"]}");
    until("closed", 1);
    assertThat(server.attempts()).isEmpty();
    assertThat(log("closed").get(0).getString("reason")).contains("not a token");
  }
}
