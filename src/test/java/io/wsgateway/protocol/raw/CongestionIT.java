package io.wsgateway.protocol.raw;

import static io.wsgateway.support.RawSocket.TEXT;
import static io.wsgateway.support.RawSocket.frame;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.Background;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A publisher that is faster than its audience, within its limits, on two event loops. */
final class CongestionIT {
  private static final int BYTES = 64_000;
  private static final int RECEIVE = 8192;
  private static final String PADDING = "x".repeat(BYTES - 5);

  private static RunningGateway gateway;
  private final List<RawSocket> open = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    gateway =
        RunningGateway.of(
            """
            node: {eventLoops: 2}
            endpoints:
              - {path: /hear, channel: chat, onMessage: ignore}
              - {path: /say, channel: chat, includeSender: false}
            limits:
              bytesPerSecond: 2097152
              outboundQueueBytes: 3145728
            """);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @AfterEach
  void closeAll() {
    open.forEach(RawSocket::close);
    await().until(() -> gateway.connections() == 0);
  }

  private RawSocket connect(String path) {
    RawSocket socket = RawSocket.open(gateway.gateway().httpPort(), path, RECEIVE);
    open.add(socket);
    return socket;
  }

  private List<RawSocket> hearers(int count) {
    return Stream.generate(() -> connect("/hear")).limit(count).toList();
  }

  private static double slowed() {
    return gateway.metric("gateway_rate_limited_total{what=\"audience\"}");
  }

  private static double slow() {
    return gateway.metric("gateway_slow_consumers_total{policy=\"disconnect\"}");
  }

  private static byte[] message(int number) {
    return frame(TEXT, "%05d%s".formatted(number, PADDING).getBytes(US_ASCII));
  }

  private static int number(RawSocket hearer) {
    return Integer.parseInt(hearer.readText().substring(0, 5));
  }

  private Background publishes(RawSocket publisher, int messages) {
    return Background.once(
        () -> IntStream.range(0, messages).forEach(i -> publisher.send(message(i))));
  }

  private static void read(List<RawSocket> hearers, int number) {
    for (RawSocket hearer : hearers) {
      assertThat(number(hearer)).isEqualTo(number);
    }
  }

  /** Each reads the messages one at a time, with a pause after each: slower than they come. */
  private static void readSlowly(List<RawSocket> hearers, int messages) {
    int[] next = new int[1];
    try (Background reading =
        Background.repeat(
            Duration.ofMillis(40),
            () -> {
              if (next[0] < messages) {
                read(hearers, next[0]++);
              }
            })) {
      await().atMost(Duration.ofSeconds(40)).until(() -> next[0] == messages || !reading.isAlive());
    }
  }

  @Test
  void aFastPublisherIsSlowedAndNobodyOfASlowAudienceIsClosed() {
    int messages = 140;
    int slowly = 50;
    double before = slowed();
    double slowBefore = slow();
    List<RawSocket> hearers = hearers(8);
    RawSocket publisher = connect("/say");
    publishes(publisher, messages)
        .during(
            () -> {
              await().until(() -> slowed() > before || slow() > slowBefore);
              readSlowly(hearers, slowly);
              IntStream.range(slowly, messages).forEach(i -> read(hearers, i));
            });
    assertThat(slowed()).isGreaterThan(before);
    assertThat(slow()).isEqualTo(slowBefore);
    // It is still there, and is heard.
    publisher.send(message(7));
    assertThat(number(hearers.get(0))).isEqualTo(7);
  }

  @Test
  void oneSlowSubscriberAmongManyIsClosedAndSlowsNobody() {
    double before = slowed();
    double slowBefore = slow();
    RawSocket slow = connect("/hear");
    List<RawSocket> hearers = hearers(3);
    RawSocket publisher = connect("/say");
    int sent = 0;
    while (slow() == slowBefore) {
      publisher.send(message(sent));
      read(hearers, sent++);
    }
    assertThat(slowed()).isEqualTo(before);
    assertThat(slow.readClose().closeReason()).contains("limits.outboundQueueBytes");
  }

  @Test
  void socketsThatNeverReadDoNotSilenceAChannel() {
    int messages = 150;
    double before = slowed();
    List<RawSocket> deaf = hearers(6);
    List<RawSocket> hearers = hearers(2);
    RawSocket publisher = connect("/say");
    publishes(publisher, messages)
        .during(
            () -> {
              IntStream.range(0, messages).forEach(i -> read(hearers, i));
            });
    assertThat(slowed()).isGreaterThan(before);
    // When those of one event loop are closed, the publisher may fill the queues of the others.
    assertThat(deaf.stream().map(one -> one.readClose().closeReason()))
        .allMatch(reason -> reason.startsWith("slow: "))
        .anyMatch(reason -> reason.startsWith("slow: nothing read for 10 seconds while"));
  }

  /** What the client says while it is slowed is not lost: it was only not read yet. */
  @Test
  void aSlowedPublisherThatClosesIsHeardFirst() {
    double before = slowed();
    List<RawSocket> hearers = hearers(3);
    RawSocket publisher = connect("/say");
    int[] sent = new int[1];
    Background.once(
            () -> {
              while (slowed() == before) {
                publisher.send(message(sent[0]++));
              }
              publisher.sendClose(1000, "done");
            })
        .during(
            () -> {
              await().until(() -> slowed() > before);
              int heard = 0;
              while (heard < 2 || heard < sent[0]) {
                for (RawSocket hearer : hearers) {
                  assertThat(number(hearer)).isEqualTo(heard);
                }
                heard++;
              }
              assertThat(publisher.readClose().closeCode()).isEqualTo(1000);
            });
  }
}
