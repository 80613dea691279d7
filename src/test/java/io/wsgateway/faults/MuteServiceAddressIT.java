package io.wsgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wsgateway.kit.FreePorts;
import io.wsgateway.kit.GatewayLauncher;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.HealthyNodes;
import io.wsgateway.kit.MuteMember;
import io.wsgateway.kit.NameServer;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One address behind the headless Service is frozen while the first pods start. */
@Tag("faults")
final class MuteServiceAddressIT {
  private static final String SERVICE = "gateway.default.svc.cluster.local";
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String cluster = "test-" + UUID.randomUUID();
  private final int[] ports = FreePorts.of(2);

  @Test
  void theFirstTwoPodsStartAtOnceAndFindEachOther() throws Exception {
    assumeTrue(NameServer.obstacle().isEmpty(), () -> NameServer.obstacle().orElseThrow());
    try (NameServer names = NameServer.of(SERVICE, directory);
        MuteMember frozen = MuteMember.at(InetAddress.getByName("127.0.0.3"), ports[0])) {
      names.resolve(List.of("127.0.0.1", "127.0.0.2", "127.0.0.3"));
      try (GatewayProcess first = start(names, 1);
          GatewayProcess second = start(names, 2)) {
        first.awaitReady();
        second.awaitReady();

        assertThat(first.output()).contains("address=" + frozen.address());
        for (GatewayProcess node : List.of(first, second)) {
          await().atMost(LIMIT).until(() -> node.metric(http, "gateway_cluster_members") == 2);
        }
        try (HealthyNodes healthy = new HealthyNodes(http, first, second)) {
          healthy.holdFor(Duration.ofSeconds(50));
        }
      }
    }
  }

  @Test
  void twoLonersFindEachOtherAmongThreeFrozenAddresses() throws Exception {
    assumeTrue(NameServer.obstacle().isEmpty(), () -> NameServer.obstacle().orElseThrow());
    try (NameServer names = NameServer.of(SERVICE, directory);
        GatewayProcess first = start(names, 1);
        GatewayProcess second = start(names, 2);
        MuteMember three = MuteMember.at(InetAddress.getByName("127.0.0.3"), ports[0]);
        MuteMember four = MuteMember.at(InetAddress.getByName("127.0.0.4"), ports[0]);
        MuteMember five = MuteMember.at(InetAddress.getByName("127.0.0.5"), ports[0])) {
      for (GatewayProcess loner : List.of(first, second)) {
        await().atMost(LIMIT).until(() -> loner.output().contains("members=1"));
      }
      long known = System.nanoTime();
      names.resolve(List.of("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"));

      first.awaitReady();
      second.awaitReady();
      System.out.printf(
          "one cluster and ready %d s after the name had addresses%n",
          Duration.ofNanos(System.nanoTime() - known).toSeconds());
      assertThat(first.output() + second.output())
          .contains("cluster.merged", three.address(), four.address(), five.address());
    }
  }

  private GatewayProcess start(NameServer names, int host) throws Exception {
    return GatewayProcess.named("pod" + host)
        .command(names.askedBy(GatewayLauncher.jvm("-Xmx256m")))
        .config(
            HealthyNodes.CONFIG
                + """
                cluster:
                  enabled: true
                  name: %s
                  host: 127.0.0.%d
                  port: %d
                  minMembers: 2
                  discovery: {type: kubernetes, service: %s}
                eventBus: {port: %d}
                """
                    .formatted(cluster, host, ports[0], SERVICE, ports[1]))
        .start();
  }
}
