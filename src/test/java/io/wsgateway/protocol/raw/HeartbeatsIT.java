package io.wsgateway.protocol.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningGateway;
import org.junit.jupiter.api.Test;

/** Clients of an endpoint with heartbeats receive empty objects, at the interval that is set. */
final class HeartbeatsIT {
  @Test
  void clientsReceiveThemAtTheIntervalAndNotBefore() throws Exception {
    try (RunningGateway node =
        RunningGateway.of(
            "endpoints: [{path: /ws, channel: chat, frames: json, heartbeatSeconds: 1}]")) {
      long begun = System.nanoTime();
      PlainClient early = PlainClient.connect(node.ws("/ws"));
      early.next(); // the position
      try (PlainClient gone = PlainClient.connect(node.ws("/ws"))) {
        gone.next();
      }
      assertThat(early.next()).isEqualTo("{}");
      // A tick early is possible, since clients share ticks.
      assertThat(System.nanoTime() - begun).isGreaterThan(800_000_000L);
      assertThat(early.next()).isEqualTo("{}");
      assertThat(System.nanoTime() - begun).isGreaterThan(1_800_000_000L);

      // After a time without any client they begin again.
      early.close(1000, "");
      early.closed();
      try (PlainClient late = PlainClient.connect(node.ws("/ws"))) {
        late.next();
        assertThat(late.next()).isEqualTo("{}");
        assertThat(late.next()).isEqualTo("{}");
      }
    }
  }
}
