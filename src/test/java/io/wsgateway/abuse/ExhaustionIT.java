package io.wsgateway.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.deploy.ImageCommand;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.RunDelay;
import io.wsgateway.support.RawSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Sockets that never read, within the default limits and with the image's flags: the node stays up,
 * answers its probes, and serves those who read.
 */
final class ExhaustionIT {
  private static final Duration ATTACK =
      Duration.ofSeconds(Integer.getInteger("attack.seconds", 60));

  /** The answer to a probe may take so long, not counting the time without a processor. */
  private static final Duration PROBE = Duration.ofSeconds(5);

  private static final Duration HANGS = Duration.ofSeconds(60);
  private static final int ROOMS = 20;

  private static final String CONFIG =
      """
      channels:
        namespaces:
          room: {}
      endpoints:
        - {path: "/rooms/{room}", channel: "room:{room}", onMessage: publish}
        - {path: /echo, channel: nobody, onMessage: echo, reply: "{message}"}
        - {path: /calm, channel: calm, onMessage: publish}
      """;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(HANGS).build();

  /** Some hear a few that publish, others only themselves. */
  @Test
  void messagesThatFillTheHeap() throws Exception {
    try (GatewayProcess node = start();
        MuteCrowd rooms =
            new MuteCrowd(
                node.httpPort(), i -> "/rooms/r" + i % ROOMS, 1200, 2, 60, 60, new byte[] {'x'});
        MuteCrowd alone =
            new MuteCrowd(node.httpPort(), i -> "/echo", 800, 2, 800, 10, new byte[20_000])) {
      assertServesOthers(node, "event=outbound.budget");
      assertThat(rooms.connects() + alone.connects()).isGreaterThan(2000);
    }
  }

  @Test
  void messagesThatFillDirectMemory() throws Exception {
    try (GatewayProcess node = start();
        MuteCrowd crowd =
            new MuteCrowd(node.httpPort(), i -> "/echo", 4000, 4, 4000, 10, new byte[60_000])) {
      assertServesOthers(node, "event=outbound.direct");
      assertThat(crowd.connects()).isGreaterThan(4000);
    }
  }

  private static GatewayProcess start() throws Exception {
    return GatewayProcess.named("attacked")
        .command(ImageCommand.read("-Xmx512m").words())
        .config(CONFIG)
        .patient()
        .start()
        .awaitReady();
  }

  /** For as long as the attack must last, and until the node had to defend itself. */
  private void assertServesOthers(GatewayProcess node, String event) {
    try (RawSocket calm = RawSocket.open(node.httpPort(), "/calm")) {
      calm.timeout((int) HANGS.toMillis());
      RunDelay waiting = RunDelay.of(node.pid());
      long end = System.nanoTime() + ATTACK.toNanos();
      await()
          .pollInterval(Duration.ofMillis(200))
          .atMost(ATTACK.multipliedBy(4))
          .until(
              () -> {
                assertThat(node.isAlive()).as(node::output).isTrue();
                assertAnswers(node, waiting, "/health/live");
                assertAnswers(node, waiting, "/health/ready");
                assertThat(calm.echoes("calm")).isTrue();
                return System.nanoTime() > end
                    && node.output().contains(event)
                    && node.output().contains("event=address.slow");
              });
      assertThat(node.metric(http, "gateway_slow_consumers_total")).isPositive();
      assertThat(node.output()).doesNotContain("OutOfMemoryError");
    }
  }

  private void assertAnswers(GatewayProcess node, RunDelay waiting, String path) throws Exception {
    long start = System.nanoTime();
    long[] moment = waiting.now();
    HttpRequest probe = HttpRequest.newBuilder(node.management(path)).timeout(HANGS).build();
    int status = http.send(probe, BodyHandlers.discarding()).statusCode();
    long took = System.nanoTime() - start - waiting.nanosSince(moment);
    assertThat(status).as(path).isEqualTo(200);
    assertThat(Duration.ofNanos(took)).as("the answer to %s", path).isLessThan(PROBE);
  }
}
