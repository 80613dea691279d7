package io.wsgateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.BackendProcess;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RawSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * One of two backends is killed while clients ask without a pause: each in a process of its own.
 */
final class KilledBackendIT {
  private static final int CLIENTS = 20;
  private static final int BEFORE = 1000;
  private static final int MOST_LINES = 20;
  private static final String CONFIG =
      """
      limits: {messagesPerSecond: 1000000}
      endpoints: [{path: /ask, channel: chat, onMessage: forward, awaitReply: true}]
      """;

  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicBoolean enough = new AtomicBoolean();

  /** Each has one question open nearly all the time. */
  private void keepAsking(GatewayProcess gateway) {
    try (RawSocket client = RawSocket.open(gateway.httpPort(), "/ask")) {
      while (!enough.get()) {
        assertThat(client.sendText("?").readText()).isEqualTo("re: ?");
        answered.incrementAndGet();
      }
    } catch (RuntimeException | AssertionError e) {
      closed.incrementAndGet();
    }
  }

  @Test
  void onlyQuestionsThatItHadFailAndTheLogStaysShort() throws Exception {
    List<PlainClient> idle = new ArrayList<>();
    List<Thread> asking = new ArrayList<>();
    try (GatewayCluster cluster = GatewayCluster.of(1, 0, CONFIG);
        BackendProcess left = BackendProcess.recommended(cluster)) {
      BackendProcess killed = BackendProcess.recommended(cluster);
      GatewayProcess gateway = cluster.node(0);
      for (int i = 0; i < CLIENTS; i++) {
        idle.add(PlainClient.connect(gateway.socket("/ask")));
        Thread thread = new Thread(() -> keepAsking(gateway), "asking-" + i);
        asking.add(thread);
        thread.start();
      }
      await().until(() -> answered.get() > BEFORE);
      assertThat(closed).hasValue(0);
      int from = gateway.output().length();

      killed.close();
      await("the gateway to notice").until(() -> gateway.output().length() > from);
      // Those who have no question open and ask now, while the books still name the dead one.
      for (int round = 0; round < 20; round++) {
        for (PlainClient client : idle) {
          client.send("!");
          assertThat(client.next()).isEqualTo("re: !");
        }
      }
      // Questions that the dead one had are over by now, and nothing is left of it.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> gateway.output().substring(from).contains("Removing Member"));
      int then = answered.get();
      await().until(() -> answered.get() > then + BEFORE);
      assertThat(closed).hasValueLessThan(CLIENTS);
      left.awaitAnswer();
      String log = gateway.output().substring(from);
      assertThat(log).doesNotContain("Promise already completed");
      assertThat(log.lines().toList()).hasSizeLessThan(MOST_LINES);
    } finally {
      enough.set(true);
      for (Thread thread : asking) {
        thread.join();
      }
      idle.forEach(PlainClient::close);
    }
  }
}
