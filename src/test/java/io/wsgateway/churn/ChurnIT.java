package io.wsgateway.churn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.deploy.ImageCommand;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.RawSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * 5000 clients at once, again and again, against the image's command in a container of 1 GB: what
 * they took comes back. {@code -Dchurn.sockets} says how many in all, {@code -Dchurn.options} gives
 * the gateway's JVM further options, to compare them.
 *
 * <p>After the first two waves the process has set up what it keeps: compiled code, the pools'
 * chunks, a heap grown to what a wave needs. The margins are for the whole rest of the run, not for
 * a wave: the longer it is, the smaller a leak it finds. In CI, with 10,000 sockets after them, 100
 * bytes of heap per socket; with 200,000, 5 bytes.
 */
final class ChurnIT {
  private static final int WAVE = 5000;
  private static final int SET_UP = 2;

  /** Files that the JVM opens late: a library's jar, a poller of Netty's. */
  private static final int DESCRIPTORS = 4;

  /** Equal waves differ by less than 0.1 MB; ten times that is no leak of 100 bytes a socket. */
  private static final long HEAP = 1L << 20;

  /** A chunk of the pool is 4 MB; an event loop that got few sockets before may take one more. */
  private static final long DIRECT = 5L << 20;

  /** The heap that G1 keeps after a collection differs by 45 MB between equal waves. */
  private static final long RESIDENT = 64L << 20;

  /**
   * Of heap, with its share of its room: 3.4 to 3.7 KB were measured, and 5 with the upgrade
   * request, which a client must not keep: the bound is in the middle.
   */
  private static final long CLIENT = 4500;

  /** For a slow machine: the gateway gives an unfinished message up after a second or two. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final int waves = Integer.getInteger("churn.sockets", 4 * WAVE) / WAVE;

  // Each wave has limits of its own; -Pchurn makes ten times as many of them.
  @Test
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void whatClientsTookComesBack() throws Exception {
    assertThat(waves).as("waves, of which %d set up", SET_UP).isGreaterThan(SET_UP);
    try (GatewayProcess gateway = gateway().awaitReady();
        RawSocket canary = RawSocket.open(gateway.httpPort(), "/rooms/canary")) {
      Footprint before = Footprint.of(gateway);
      report("before: " + before);
      Footprint base = before;
      for (int number = 1; number <= waves; number++) {
        try (Wave wave = new Wave(gateway.httpPort(), number)) {
          wave.arrive(WAVE);
          if (number == 1) {
            Footprint peak = Footprint.of(gateway);
            report("wave 1: " + peak);
            seesEachClient(before, peak);
          }
          wave.leave();
        }
        int descriptors = before.descriptors() + DESCRIPTORS;
        Footprint after = awaitGone(gateway, descriptors);
        if (number > SET_UP) {
          after = awaitBack(gateway, base);
        } else {
          base = after;
        }
        report("after wave " + number + ": " + after);
        assertThat(canary.echoes("wave " + number)).isTrue();
      }
      report("CPU time " + cpu(gateway));
    }
  }

  private static GatewayProcess gateway() throws Exception {
    String[] options =
        Stream.of("-XX:MaxRAM=1g " + System.getProperty("churn.options", ""))
            .flatMap(words -> Stream.of(words.strip().split(" +")))
            .toArray(String[]::new);
    return GatewayProcess.named("churn")
        .command(ImageCommand.read(options).words())
        .config(
            """
            endpoints: [{path: "/rooms/{room}", channel: "room:{room}"}]
            channels: {namespaces: {room: {}}}
            limits: {messageSeconds: 1, connectionsPerAddress: 10000}
            admission: {connectionsPerSecond: 100000}
            logging: {level: warn}
            """)
        .patient()
        .start();
  }

  /** The figures would show it if they did not go; and each is as small as it was. */
  private static void seesEachClient(Footprint before, Footprint peak) {
    assertThat(peak.connections()).isEqualTo(before.connections() + WAVE);
    assertThat(peak.descriptors()).isGreaterThanOrEqualTo(before.descriptors() + WAVE);
    assertThat((peak.heap() - before.heap()) / WAVE)
        .as("bytes of heap per client")
        // Were it less, the margin of the heap would hide that no client went.
        .isBetween(HEAP / WAVE, CLIENT);
  }

  private static Footprint awaitGone(GatewayProcess gateway, int descriptors) {
    return await("the clients to be gone, with their descriptors")
        .atMost(LIMIT)
        .until(
            () -> Footprint.of(gateway),
            now -> now.connections() == 1 && now.descriptors() <= descriptors);
  }

  private static Footprint awaitBack(GatewayProcess gateway, Footprint base) {
    Footprint[] last = new Footprint[1];
    await("what the clients took to come back")
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              Footprint now = Footprint.of(gateway);
              last[0] = now;
              assertThat(now.heap()).as("heap").isLessThan(base.heap() + HEAP);
              assertThat(now.direct()).as("direct memory").isLessThan(base.direct() + DIRECT);
              assertThat(now.resident()).as("resident").isLessThan(base.resident() + RESIDENT);
            });
    return last[0];
  }

  private static Duration cpu(GatewayProcess gateway) {
    return ProcessHandle.of(gateway.pid()).orElseThrow().info().totalCpuDuration().orElseThrow();
  }

  /** For whoever compares runs. */
  private static void report(String line) {
    System.out.println("churn: " + line);
  }
}
