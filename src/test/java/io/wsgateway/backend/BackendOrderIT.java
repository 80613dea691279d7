package io.wsgateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.eventbus.DeliveryOptions;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.TestBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A backend that waits for each reply keeps the order of its publications, though the event bus
 * hands its calls to the nodes in turn.
 */
final class BackendOrderIT {
  private static final int CALLS = 3000;

  @Test
  void clientsOfEveryNodeHearABackendsCallsInTheOrderOfItsReplies() throws Exception {
    try (RunningCluster cluster =
            RunningCluster.waiting(3, "endpoints: [{path: /ws, channel: chat}]");
        TestBackend backend = TestBackend.join(cluster)) {
      List<PlainClient> clients = new ArrayList<>();
      for (int node = 0; node < 3; node++) {
        clients.add(PlainClient.connect(cluster.node(node).ws("/ws")));
      }
      DeliveryOptions chat = new DeliveryOptions().addHeader("channel", "chat");
      for (int i = 0; i < CALLS; i++) {
        if (i % 10 == 9) {
          backend.request("gateway.broadcast", "m" + i, new DeliveryOptions());
        } else {
          backend.request("gateway.publish", "m" + i, chat);
        }
      }

      List<String> all = IntStream.range(0, CALLS).mapToObj(i -> "m" + i).toList();
      for (PlainClient client : clients) {
        assertThat(client.next(CALLS)).isEqualTo(all);
        client.close();
      }
    }
  }
}
