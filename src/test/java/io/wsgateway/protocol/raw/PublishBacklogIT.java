package io.wsgateway.protocol.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A client that publishes more at once than may wait for the relay. */
final class PublishBacklogIT {
  private static final int MESSAGES = 2000;

  @Test
  void aClientWhosePublicationIsRefusedIsToldToComeBackLater() throws Exception {
    // Sixty messages fill the queue, and a tick of an event loop reads hundreds.
    try (RunningGateway gateway =
            RunningGateway.of(
                """
                endpoints: [{path: /ws, channel: chat, includeSender: false}]
                limits: {publishQueueBytes: 65536, messageBytes: 1000,
                  messagesPerSecond: 1000000, bytesPerSecond: 1073741824}
                """);
        RawSocket flooding = RawSocket.open(gateway.gateway().httpPort(), "/ws");
        PlainClient calm = PlainClient.connect(gateway.ws("/ws"))) {
      byte[][] frames = new byte[MESSAGES][];
      Arrays.fill(frames, RawSocket.frame(RawSocket.TEXT, new byte[1000]));
      flooding.send(frames);

      RawSocket.Frame close = flooding.readClose();
      assertThat(close.closeCode()).isEqualTo(1013);
      assertThat(close.closeReason()).contains("the publish queue is full");
      // Once the queue has room again, nobody else is refused.
      String publication = "{\"channel\": \"chat\", \"data\": 1}";
      await().until(() -> gateway.api("publish", publication).body().equals("{\"result\":{}}"));
      calm.send("still here");
      calm.close(1000, "");
      assertThat(calm.closed()).startsWith("1000");
    }
  }
}
