package io.wsgateway.protocol.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.support.PemFiles;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import io.wsgateway.support.TlsHandshake;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that does not read, under each policy, beside one that does: with and without TLS. */
@ParameterizedClass(name = "TLS: {0}")
@ValueSource(booleans = {false, true})
final class SlowConsumerIT {
  private static final int MESSAGES = 400;
  private static final int QUEUE = 131_072;
  private static final String PADDING = "x".repeat(16_000);

  @TempDir static Path folder;
  private static RunningGateway gateway;

  @Parameter(0)
  boolean tls;

  @BeforeParameterizedClassInvocation
  static void start(boolean tls) throws Exception {
    PemFiles files = new PemFiles(folder);
    files.renew("first");
    gateway =
        RunningGateway.of(
            """
              http: {host: 127.0.0.1, port: 0%s}
              endpoints:
                - {path: /disconnect, channel: "disconnect:a", onMessage: ignore}
                - {path: /oldest, channel: "oldest:a", onMessage: ignore}
                - {path: /latest, channel: "latest:a", onMessage: ignore}
                - {path: /paced, channel: "paced:a", onMessage: ignore}
                - {path: /paced-chat, channel: "paced:b", includeSender: false}
              limits: {outboundQueueBytes: %d}
              keepAlive: {closeSeconds: 20}
              channels:
                namespaces:
                  disconnect: {slowConsumer: disconnect}
                  oldest: {slowConsumer: dropOldest}
                  latest: {slowConsumer: latest}
                  paced: {slowConsumer: latest, minIntervalMillis: 200}
              """
                .formatted(
                    tls
                        ? ", tls: {cert: '%s', key: '%s'}".formatted(files.cert(), files.key())
                        : "",
                    QUEUE));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    gateway.close();
  }

  @AfterEach
  void nothingWaits() {
    await().until(() -> gateway.connections() == 0);
    assertThat(gateway.metric("gateway_outbound_queue_bytes")).isZero();
  }

  private RawSocket connect(String path) throws Exception {
    return connect(path, 0);
  }

  private RawSocket connect(String path, int receiveBytes) throws Exception {
    int port = gateway.gateway().httpPort();
    return tls
        ? RawSocket.over(TlsHandshake.with(port, receiveBytes)).upgrade(port, path)
        : RawSocket.open(port, path, receiveBytes);
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

  /** Publishes so much that the reader hears all of it and the one who does not read cannot. */
  private static void flood(String channel, RawSocket reader) throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      publishAndHear(channel, i, reader);
    }
  }

  private static void publishAndHear(String channel, int number, RawSocket reader)
      throws Exception {
    publish(channel, number);
    assertThat(reader.readText()).startsWith("\"" + number + " ");
    assertThat(gateway.metric("gateway_outbound_queue_bytes"))
        .isLessThan(QUEUE + 3.0 * PADDING.length());
  }

  @Test
  void disconnectClosesItAndTellsItWhenToComeBack() throws Exception {
    try (RawSocket reader = connect("/disconnect");
        RawSocket mute = connect("/disconnect", 4096)) {
      int published = 0;
      while (gateway.metric("gateway_slow_consumers_total{policy=\"disconnect\"}") == 0) {
        assertThat(published).isLessThan(MESSAGES);
        publishAndHear("disconnect:a", published++, reader);
      }

      List<Integer> heard = new ArrayList<>();
      RawSocket.Frame frame = mute.readData();
      while (frame.opcode() == RawSocket.TEXT) {
        heard.add(number(frame.text()));
        frame = mute.readData();
      }
      assertThat(frame.closeCode()).isEqualTo(1013);
      assertThat(frame.closeReason())
          .matches("slow: over 131072 bytes wait \\(limits.outboundQueueBytes\\) retry-ms=\\d+");
      assertThat(heard).isEqualTo(IntStream.range(0, heard.size()).boxed().toList());
      assertThat(gateway.metric("gateway_messages_dropped_total{policy=\"disconnect\"}"))
          .isEqualTo(published - heard.size());
      mute.sendClose(1013, "");
      assertThat(mute.readEnd()).isTrue();
      publishAndHear("disconnect:a", published, reader);
    }
  }

  @Test
  void dropOldestKeepsTheNewestInOrder() throws Exception {
    try (RawSocket reader = connect("/oldest");
        RawSocket mute = connect("/oldest", 4096)) {
      flood("oldest:a", reader);

      List<Integer> heard = readUntil(mute, MESSAGES - 1);
      assertThat(heard).isSorted().doesNotHaveDuplicates().hasSizeLessThan(MESSAGES);
      assertThat(heard.subList(heard.size() - 3, heard.size()))
          .containsExactly(MESSAGES - 3, MESSAGES - 2, MESSAGES - 1);
      assertThat(gateway.metric("gateway_messages_dropped_total{policy=\"dropOldest\"}"))
          .isEqualTo(MESSAGES - heard.size());
      assertThat(gateway.metric("gateway_slow_consumers_total{policy=\"dropOldest\"}"))
          .isEqualTo(1);
    }
  }

  @Test
  void latestKeepsOnlyTheNewest() throws Exception {
    try (RawSocket reader = connect("/latest");
        RawSocket mute = connect("/latest", 4096)) {
      double before = gateway.metric("gateway_messages_dropped_total{policy=\"latest\"}");
      flood("latest:a", reader);

      List<Integer> heard = readUntil(mute, MESSAGES - 1);
      assertThat(heard).isSorted().doesNotHaveDuplicates();
      // What the kernel's buffers took, however much that was and when, and the newest.
      assertThat(heard).hasSizeLessThan(MESSAGES);
      assertThat(gateway.metric("gateway_messages_dropped_total{policy=\"latest\"}") - before)
          .isEqualTo(MESSAGES - heard.size());
      assertThat(gateway.metric("gateway_slow_consumers_total{policy=\"latest\"}")).isEqualTo(1);
    }
  }

  @Test
  void anIntervalLetsTheNewestThroughAndNoMore() throws Exception {
    try (RawSocket reader = connect("/paced")) {
      int sent = 200;
      long started = System.nanoTime();
      for (int i = 0; i < sent; i++) {
        publish("paced:a", i);
      }
      List<Integer> heard = new ArrayList<>();
      while (heard.isEmpty() || heard.get(heard.size() - 1) != sent - 1) {
        heard.add(number(reader.readText()));
      }
      long intervals = Duration.ofNanos(System.nanoTime() - started).toMillis() / 200;

      assertThat(heard).isSorted().doesNotHaveDuplicates();
      assertThat((long) heard.size()).isLessThanOrEqualTo(intervals + 2);
    }
  }

  @Test
  void anIntervalAndALeftOutSenderGoTogether() throws Exception {
    try (RawSocket sender = connect("/paced-chat");
        RawSocket hearer = connect("/paced-chat")) {
      sender.sendText("mine");
      assertThat(hearer.readText()).isEqualTo("mine");
      hearer.sendText("yours");
      assertThat(sender.readText()).isEqualTo("yours");
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
