package io.wsgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.support.Logs;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A storm of clients, with the time in the test's hands. */
final class ClientLogTest {
  private static final int STORM = 3 * ClientLog.LINES;

  private final AtomicLong now = new AtomicLong();
  private final ClientLog log = new ClientLog(now::get);

  @Test
  void aStormOfComingClientsIsLoggedUpToACapAndTheRestIsCounted() {
    capped(() -> log.connected("/ws", "c1", "", "127.0.0.1"), "event=client.connected");
  }

  @Test
  void aStormOfGoingClientsIsLoggedUpToACapAndTheRestIsCounted() {
    capped(
        () -> log.disconnected("/ws", "c1", "", "127.0.0.1", new CloseEvent(1001, "", true)),
        "event=client.disconnected");
  }

  private void capped(Runnable client, String event) {
    try (Logs logs = new Logs(ClientLog.class)) {
      for (int i = 0; i < STORM; i++) {
        client.run();
      }
      assertThat(logs.events())
          .hasSize(ClientLog.LINES)
          .allMatch(line -> line.getLevel() == Level.INFO);
      assertThat(logs.pairs(0))
          .contains(event, "client=c1")
          .noneMatch(pair -> pair.startsWith("unsaid"));

      now.addAndGet(TimeUnit.SECONDS.toNanos(1));
      client.run();
      assertThat(logs.events()).hasSize(ClientLog.LINES + 1);
      assertThat(logs.pairs(ClientLog.LINES))
          .contains(event, "unsaid=" + (STORM - ClientLog.LINES));
    }
  }

  @Test
  void messagesThatWereNotHandledAreSaid() {
    try (Logs logs = new Logs(ClientLog.class)) {
      log.disconnected("/ws", "c1", "", "127.0.0.1", new CloseEvent(1012, "", false, 7));
      log.disconnected("/ws", "c1", "", "127.0.0.1", new CloseEvent(1012, "", false));
      assertThat(logs.pairs(0)).contains("unhandled=7");
      assertThat(logs.pairs(1)).noneMatch(pair -> pair.startsWith("unhandled"));
    }
  }

  @Test
  void theTwoKindsHaveACapEach() {
    try (Logs logs = new Logs(ClientLog.class)) {
      for (int i = 0; i < STORM; i++) {
        log.connected("/ws", "c1", "", "127.0.0.1");
      }
      log.disconnected("/ws", "c1", "", "127.0.0.1", new CloseEvent(1001, "", true));
      assertThat(logs.pairs(ClientLog.LINES)).contains("event=client.disconnected");
    }
  }
}
