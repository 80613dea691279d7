package io.wsgateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.RunningGateway;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three nodes in one JVM, while membership is stable. */
final class ClusterIT {
  private static final String CHAT =
      """
      endpoints: [{path: /ws, channel: chat}]
      channels: {default: {publish: anonymous, subscribe: anonymous}}
      origins: {allow: ["*"]}
      """;

  private static RunningCluster cluster;

  @BeforeAll
  static void start() {
    long t = System.nanoTime();
    cluster = RunningCluster.of(3, CHAT);
    System.err.println("STARTED in " + (System.nanoTime() - t) / 1_000_000 + " ms");
  }

  @AfterAll
  static void stop() {
    long t = System.nanoTime();
    cluster.close();
    System.err.println("STOPPED in " + (System.nanoTime() - t) / 1_000_000 + " ms");
  }

  @Test
  void aClientsMessageReachesClientsOfAllNodesOnceAndInOrder() throws Exception {
    List<PlainClient> clients = new ArrayList<>();
    for (RunningGateway node : cluster.nodes()) {
      clients.add(PlainClient.connect(node.ws("/ws")));
    }
    for (int i = 0; i < 100; i++) {
      clients.get(0).send("m" + i);
    }
    for (PlainClient client : clients) {
      for (int i = 0; i < 100; i++) {
        assertThat(client.next()).isEqualTo("m" + i);
      }
    }
    clients.forEach(PlainClient::close);
  }
}
