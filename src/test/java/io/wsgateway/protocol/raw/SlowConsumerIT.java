package io.wsgateway.protocol.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A client that does not read, under each policy, beside one that does. */
final class SlowConsumerIT {
  private static final int MESSAGES = 400;
  private static final int QUEUE = 131_072;
  private static final String PADDING = "x".repeat(16_000);
  private static RunningGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    gateway =
        RunningGateway.of(
            """
            endpoints:
              - {path: /disconnect, channel: "disconnect:a", onMessage: ignore}
              - {path: /oldest, channel: "oldest:a", onMessage: ignore}
              - {path: /latest, channel: "latest:a", onMessage: ignore}
              - {path: /paced, channel: "paced:a", onMessage: ignore}
              - {path: /paced-chat, channel: "paced:b", includeSender: false}
            limits: {outboundQueueBytes: %d}
            channels:
              namespaces:
                disconnect: {slowConsumer: disconnect}
                oldest: {slowConsumer: dropOldest}
                latest: {slowConsumer: latest}
                paced: {slowConsumer: latest, minIntervalMillis: 200}
            """
                .formatted(QUEUE));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static void publish(String channel, int number) throws Exception {
    assertThat(
            gateway
                .api(
                    "publish",
                    "{\"channel\":\"" + channel + "\",\"data\":\"" + number + " " + PADDING + "\"}")
                .body())
        .isEqualTo("{\"result\":{}}");
  }

  private static double metric(String line) throws Exception {
    return gateway
        .management("/metrics")
        .body()
        .lines()
        .filter(l -> l.startsWith(line + " "))
        .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Publishes so much that the reader hears all of it and the one who does not read cannot. */
  private static void flood(String channel, PlainClient reader) throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      publish(channel, i);
      assertThat(reader.next()).startsWith("\"" + i + " ");
      assertThat(metric("gateway_outbound_queue_bytes")).isLessThan(QUEUE + 3.0 * PADDING.length());
    }
  }

  @Test
  void disconnectClosesItAndTellsItWhenToComeBack() throws Exception {
    try (PlainClient reader = PlainClient.connect(gateway.ws("/disconnect"));
        RawSocket mute = RawSocket.open(gateway.gateway().httpPort(), "/disconnect", 4096)) {
      flood("disconnect:a", reader);

      assertThat(metric("gateway_slow_consumers_total{policy=\"disconnect\"}")).isEqualTo(1);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> metric("gateway_connections{protocol=\"raw\"}") == 1);
      RawSocket.Frame close = mute.readClose();
      assertThat(close == null || close.closeReason().contains("retry-ms=")).isTrue();
    }
  }

  @Test
  void dropOldestKeepsTheNewestInOrder() throws Exception {
    try (PlainClient reader = PlainClient.connect(gateway.ws("/oldest"));
        RawSocket mute = RawSocket.open(gateway.gateway().httpPort(), "/oldest", 4096)) {
      flood("oldest:a", reader);

      List<Integer> heard = readUntil(mute, MESSAGES - 1);
      assertThat(heard).isSorted().doesNotHaveDuplicates().hasSizeLessThan(MESSAGES);
      assertThat(heard.subList(heard.size() - 3, heard.size()))
          .containsExactly(MESSAGES - 3, MESSAGES - 2, MESSAGES - 1);
      assertThat(metric("gateway_messages_dropped_total{policy=\"dropOldest\"}"))
          .isEqualTo(MESSAGES - heard.size());
    }
  }

  @Test
  void latestKeepsOnlyTheNewest() throws Exception {
    try (PlainClient reader = PlainClient.connect(gateway.ws("/latest"));
        RawSocket mute = RawSocket.open(gateway.gateway().httpPort(), "/latest", 4096)) {
      double before = metric("gateway_messages_dropped_total{policy=\"latest\"}");
      flood("latest:a", reader);

      List<Integer> heard = readUntil(mute, MESSAGES - 1);
      assertThat(heard).isSorted().doesNotHaveDuplicates();
      // What the kernel's buffers took, and then nothing but the newest.
      assertThat(heard.get(heard.size() - 2)).isLessThan(MESSAGES / 2);
      assertThat(metric("gateway_messages_dropped_total{policy=\"latest\"}") - before)
          .isEqualTo(MESSAGES - heard.size());
    }
  }

  @Test
  void anIntervalLetsTheNewestThroughAndNoMore() throws Exception {
    try (PlainClient reader = PlainClient.connect(gateway.ws("/paced"))) {
      int sent = 200;
      long started = System.nanoTime();
      for (int i = 0; i < sent; i++) {
        publish("paced:a", i);
      }
      List<Integer> heard = new ArrayList<>();
      while (heard.isEmpty() || heard.get(heard.size() - 1) != sent - 1) {
        heard.add(number(reader.next()));
      }
      long intervals = Duration.ofNanos(System.nanoTime() - started).toMillis() / 200;

      assertThat(heard).isSorted().doesNotHaveDuplicates();
      assertThat((long) heard.size()).isLessThanOrEqualTo(intervals + 2);
    }
  }

  @Test
  void anIntervalAndALeftOutSenderGoTogether() throws Exception {
    try (PlainClient sender = PlainClient.connect(gateway.ws("/paced-chat"));
        PlainClient hearer = PlainClient.connect(gateway.ws("/paced-chat"))) {
      sender.send("mine");
      assertThat(hearer.next()).isEqualTo("mine");
      hearer.send("yours");
      assertThat(sender.next()).isEqualTo("yours");
      assertThat(sender.hasMore()).isFalse();
    }
  }

  private static List<Integer> readUntil(RawSocket socket, int last) {
    List<Integer> heard = new ArrayList<>();
    while (heard.isEmpty() || heard.get(heard.size() - 1) != last) {
      heard.add(number(socket.readText()));
    }
    return heard;
  }

  private static int number(String message) {
    return Integer.parseInt(message.substring(1, message.indexOf(' ')));
  }
}
