package io.wsgateway.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.Background;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.RawSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The floods of the abuse list in their full size, within the default limits. */
@Tag("faults")
final class FloodAtScaleIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String CONFIG =
      """
      endpoints:
        - {path: /echo, channel: echo, onMessage: echo, reply: "{message}"}
        - {path: /chat, channel: chat}
      """;

  @Test
  @DisplayName("H26 five thousand slow headers of five addresses end, and honest clients connect")
  void slowHeaders() throws Exception {
    String head = "GET /echo HTTP/1.1\r\nHost: gw.test\r\n";
    List<String> starts = List.of("", "G", head, head + "X: ");
    List<RawSocket> slow = new ArrayList<>();
    try (GatewayProcess node = GatewayProcess.named("slow").config(CONFIG).start().awaitReady()) {
      for (int i = 0; i < 5000; i++) {
        InetAddress source = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (2 + i % 5)});
        String start = starts.get(i % starts.size());
        slow.add(RawSocket.tcpFrom(source, node.httpPort()).send(start.getBytes(ISO_8859_1)));
      }
      byte[] one = "a".getBytes(US_ASCII);
      Background.repeat(Duration.ofSeconds(5), () -> slow.forEach(raw -> raw.send(one)))
          .during(() -> await().atMost(LIMIT).until(() -> allEndWhileOthersCome(node, slow)));
    } finally {
      slow.forEach(RawSocket::close);
    }
  }

  private static boolean allEndWhileOthersCome(GatewayProcess node, List<RawSocket> slow) {
    try (RawSocket honest = RawSocket.open(node.httpPort(), "/echo")) {
      assertThat(honest.echoes("honest")).isTrue();
    }
    return slow.stream().allMatch(RawSocket::hasEnded);
  }

  @Test
  @DisplayName("A10 a flood to ten thousand subscribers is slowed, and others are served meanwhile")
  void aFloodToTenThousand() throws Exception {
    byte[] one = RawSocket.frame(RawSocket.TEXT, "flood".getBytes(UTF_8));
    byte[] all = one;
    while (all.length < 50_000) {
      all = RawSocket.join(all, all);
    }
    byte[] many = all;
    try (GatewayProcess node = GatewayProcess.named("flood").config(CONFIG).start().awaitReady();
        Audience audience = new Audience(node.httpPort(), "/chat", 10_000, 11)) {
      await().atMost(LIMIT).until(() -> audience.joined() == 10_000);
      try (RawSocket other = RawSocket.open(node.httpPort(), "/echo");
          RawSocket flooder = RawSocket.open(node.httpPort(), "/chat")) {
        long calm = slowest(other);
        Background sending = Background.once(() -> flooder.send(many, many, many));
        long flooded = slowest(other);
        sending.during(() -> assertThat(flooder.readClose().closeCode()).isEqualTo(1013));
        System.out.printf(
            "A10: others' p99 %.1f ms, %.1f ms during the flood%n", calm / 1e6, flooded / 1e6);
      }
      assertThat(RawSocket.open(node.httpPort(), "/chat").echoes("last")).isTrue();
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> assertThat(audience.counts()).as("%d gone", audience.gone()).hasSize(1));
      assertThat(audience.gone()).isZero();
    }
  }

  /** The 99th percentile of 300 round trips of a client that has nothing to do with the flood. */
  private static long slowest(RawSocket other) {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      long start = System.nanoTime();
      assertThat(other.echoes("other")).isTrue();
      times.add(System.nanoTime() - start);
    }
    return times.stream().sorted().skip(296).findFirst().orElseThrow();
  }
}
