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
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * One of two backends is killed while clients ask without a pause: each in a process of its own.
 */
final class KilledBackendIT {
  private static final int CLIENTS = 5;
  private static final int MANY = 100;
  private static final int MOST_LINES = 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String CONFIG =
      """
      limits: {messagesPerSecond: 1000000}
      endpoints: [{path: /ask, channel: chat, onMessage: forward, awaitReply: true}]
      """;

  private final AtomicBoolean enough = new AtomicBoolean();

  /** Has one question open nearly all the time, and connects again when it was closed. */
  private final class Asking extends Thread {
    private final GatewayProcess gateway;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    Asking(GatewayProcess gateway) {
      this.gateway = gateway;
      start();
    }

    @Override
    public void run() {
      while (!enough.get()) {
        try (RawSocket client = RawSocket.open(gateway.httpPort(), "/ask")) {
          while (!enough.get()) {
            client.sendText("?");
            assertThat(answer(client::readText)).isEqualTo("re: ?");
            answered.incrementAndGet();
          }
        } catch (Exception | AssertionError e) {
          closed.incrementAndGet();
        }
      }
    }
  }

  /** The next message that is no tick, which the backends send to everybody. */
  private static String answer(Callable<String> messages) throws Exception {
    String message = messages.call();
    while (message.equals("tick")) {
      message = messages.call();
    }
    return message;
  }

  /** Until each has been answered many times more. */
  private static void awaitAnswers(List<Asking> asking) {
    List<Integer> before = asking.stream().map(client -> client.answered.get()).toList();
    await()
        .atMost(LIMIT)
        .until(
            () ->
                IntStream.range(0, asking.size())
                    .allMatch(i -> asking.get(i).answered.get() > before.get(i) + MANY));
  }

  @Test
  void onlyQuestionsThatItHadFailAndTheLogStaysShort() throws Exception {
    List<PlainClient> idle = new ArrayList<>();
    List<Asking> asking = new ArrayList<>();
    try (GatewayCluster cluster = GatewayCluster.of(1, 0, CONFIG);
        BackendProcess left = BackendProcess.recommended(cluster)) {
      BackendProcess killed = BackendProcess.recommended(cluster);
      GatewayProcess gateway = cluster.node(0);
      for (int i = 0; i < CLIENTS; i++) {
        idle.add(PlainClient.connect(gateway.socket("/ask")));
        asking.add(new Asking(gateway));
      }
      awaitAnswers(asking);
      assertThat(asking).allMatch(client -> client.closed.get() == 0);
      int from = gateway.output().length();

      killed.close();
      await("the gateway to notice").until(() -> gateway.output().length() > from);
      // Those who have no question open and ask now, while the books still name the dead one.
      for (int round = 0; round < MANY; round++) {
        for (PlainClient client : idle) {
          client.send("!");
          assertThat(answer(client::next)).isEqualTo("re: !");
        }
      }
      awaitAnswers(asking);
      assertThat(asking)
          .as("one question of each was open")
          .allMatch(client -> client.closed.get() <= 1);
      assertThat(gateway.output().substring(from).lines())
          .filteredOn(line -> !line.contains("event=client."))
          .hasSizeLessThan(MOST_LINES);
      left.awaitAnswer();
    } finally {
      enough.set(true);
      for (Asking client : asking) {
        client.join();
      }
      idle.forEach(PlainClient::close);
    }
  }
}
