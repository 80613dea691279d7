package io.wsgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.support.SleepingPage;
import io.wsgateway.support.TcpProxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How reconnect.js notices silence, sleep and the return of the network. */
final class ReconnectWakeBrowserIT extends ReconnectFixture {
  @Test
  void silenceWhereHeartbeatsAreExpectedReplacesTheConnection() {
    AtomicInteger beats = new AtomicInteger();
    server.script(
        (socket, number) -> {
          if (number == 1) {
            timers.add(
                vertx.setPeriodic(
                    100,
                    id -> {
                      if (beats.incrementAndGet() < 12) {
                        socket.writeTextMessage("{}");
                      }
                    }));
          }
        });
    open("{\"heartbeatSeconds\": 0.4, \"minDelay\": 10}");
    until("open", 2);
    assertThat(beats.get()).as("not replaced while heartbeats came").isGreaterThan(12);
    assertThat(log("waiting").get(0).getString("reason")).isEqualTo("no heartbeat");
  }

  @Test
  void anAttemptThatHangsIsGivenUp() {
    TcpProxy proxy = TcpProxy.to(vertx, server.port());
    try (proxy) {
      proxy.blackHole();
      open(
          "ws://127.0.0.1:" + proxy.port() + "/ws",
          "{\"connectSeconds\": 0.5, \"minDelay\": 10}",
          null);
      until("waiting", 2);
      proxy.restore();
      until("open", 1);
    }
  }

  @Test
  void theNetworksReturnReplacesTheConnectionAndEndsAWait() {
    open("{\"minDelay\": 50}");
    until("open", 1);
    page.context().setOffline(true);
    page.context().setOffline(false);
    until("open", 2);
    assertThat(log("waiting").get(0).getString("reason")).isEqualTo("the network is back");

    page.context().setOffline(true);
    page.evaluate("() => { for (let i = 0; i < 3; i++) log.pop(); }");
    server.closeAll(1011, "");
    page.context().setOffline(false);
    until("open", 2);
  }

  @Test
  void aPageThatSleptLongTakesANewConnectionAndIsAwakeAtOnce() {
    open("{\"asleepSeconds\": 1, \"minDelay\": 20}");
    until("open", 1);
    try (SleepingPage asleep = SleepingPage.of(page)) {
      server.sendAll("while asleep");
      asleep.during(Duration.ofMillis(2500));
      assertThat(server.attempts()).as("nothing runs in a page that sleeps").hasSize(1);
    }
    until("open", 2);
    assertThat(log("waiting").get(0).getString("reason")).isEqualTo("asleep");
    assertThat(log("message")).as("what the page had received is delivered first").hasSize(1);
  }

  @Test
  void aPageThatSleptShortlyKeepsItsConnection() {
    open("{\"asleepSeconds\": 60}");
    until("open", 1);
    try (SleepingPage asleep = SleepingPage.of(page)) {
      asleep.during(Duration.ofMillis(1500));
    }
    server.sendAll("hello");
    until("message", 1);
    assertThat(server.attempts()).hasSize(1);
  }
}
