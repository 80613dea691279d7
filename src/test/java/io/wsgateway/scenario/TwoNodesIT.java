package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.kit.FreePorts;
import io.wsgateway.kit.GatewayLauncher;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.PlainClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The two nodes of docs/guides/two-nodes.md, with the shipped files on free ports. */
final class TwoNodesIT {
  private static GatewayLauncher node(String name, int member, int bus, String members) {
    return GatewayProcess.named(name)
        .config(Path.of("config/cluster", name + ".yaml"))
        .set("cluster.name", "two-nodes-" + ProcessHandle.current().pid())
        .set("cluster.port", member)
        .set("cluster.minMembers", 2)
        .set("cluster.discovery.members", members)
        .set("eventBus.port", bus)
        .patient();
  }

  @Test
  void oneMessageReachesTheClientsOfBoth() throws Exception {
    int[] ports = FreePorts.of(4);
    String members = "[\"127.0.0.1:%d\", \"127.0.0.1:%d\"]".formatted(ports[0], ports[1]);
    try (GatewayProcess one = node("one", ports[0], ports[2], members).start();
        GatewayProcess two = node("two", ports[1], ports[3], members).start()) {
      one.awaitReady();
      two.awaitReady();
      try (PlainClient here = PlainClient.connect(one.socket("/ws"));
          PlainClient there = PlainClient.connect(two.socket("/ws"))) {
        here.send("hello from one");
        assertThat(there.next()).isEqualTo("hello from one");
        there.send("hello from two");
        assertThat(here.next()).isEqualTo("hello from one");
        assertThat(here.next()).isEqualTo("hello from two");
      }
    }
  }
}
