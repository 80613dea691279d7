package io.wsgateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.Hazelcast;
import io.vertx.core.buffer.Buffer;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.RunningGateway;
import io.wsgateway.support.TestBackend;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What should not be, and is told: another configuration, a backend that holds data. */
final class ClusterOddsIT {
  private static final String CHAT = "endpoints: [{path: /ws, channel: chat}]\n";

  private static void shows(RunningGateway node, String line) {
    Pattern whole = Pattern.compile("^" + Pattern.quote(line) + "(\\.0)?$", Pattern.MULTILINE);
    await().until(() -> whole.matcher(node.management("/metrics").body()).find());
  }

  /** As Hazelcast does by itself when it finds its member broken. */
  private static void endMember(String cluster) {
    Hazelcast.getAllHazelcastInstances().stream()
        .filter(member -> member.getConfig().getClusterName().equals(cluster))
        .forEach(member -> member.getLifecycleService().terminate());
  }

  @Test
  void nodesComeAndGoAndTheOthersTellWhatIsOdd() throws Exception {
    try (RunningCluster cluster = RunningCluster.empty(2)) {
      RunningGateway first = cluster.start(CHAT);
      shows(first, "gateway_cluster_members 1");
      shows(first, "gateway_cluster_drifted_nodes 0");

      RunningGateway second = cluster.start(CHAT + "limits: {messageBytes: 1000}\n");
      shows(first, "gateway_cluster_members 2");
      shows(first, "gateway_cluster_joins_total 1");
      shows(first, "gateway_cluster_drifted_nodes 1");
      shows(second, "gateway_cluster_drifted_nodes 1");

      try (TestBackend careless = TestBackend.join(cluster, false, TestBackend.bus())) {
        careless.eventBus().publish("gateway.beacon", "no bytes");
        careless.eventBus().publish("gateway.beacon", Buffer.buffer("no beacon"));
        shows(first, "gateway_cluster_foreign_members 1");
        shows(first, "gateway_cluster_members 2");
        shows(first, "gateway_eventbus_rejected_total{reason=\"envelope\"} 1");
        // A backend's: what is in it does not matter.
        shows(first, "gateway_eventbus_rejected_total{reason=\"origin\"} 1");
      }
      shows(first, "gateway_cluster_foreign_members 0");
      cluster.stopLast();
      // It said so before it went.
      shows(first, "gateway_cluster_leaves_total{cause=\"stopped\"} 1");
      shows(first, "gateway_cluster_leaves_total{cause=\"lost\"} 0");
      shows(first, "gateway_cluster_members 1");
      shows(first, "gateway_cluster_size 1");
      shows(first, "gateway_isolated 0");
      shows(first, "gateway_cluster_drifted_nodes 0");
      try (PlainClient client = PlainClient.connect(first.ws("/ws"))) {
        client.send("alone again");
        assertThat(client.next()).isEqualTo("alone again");
      }
      shows(first, "gateway_relay_lost_total 0");

      assertThat(first.management("/health/live").statusCode()).isEqualTo(200);
      endMember(cluster.name());
      await().until(() -> first.management("/health/live").statusCode() == 503);
      assertThat(first.management("/health/live").body())
          .contains("the cluster member in this process has ended");
    }
  }
}
