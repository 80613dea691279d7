package io.wsgateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.support.RawSocket;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a connection does, on both frame writers. */
final class ConnectionIT {
  static Stream<Arguments> writers() {
    return Stream.of(
        Arguments.argumentSet("twin", (ConnectionLoop.Upgrade) VertxFrameWriter::upgrade));
  }

  @ParameterizedTest
  @MethodSource("writers")
  void messagesGoBothWays(ConnectionLoop.Upgrade upgrade) {
    Settings settings = new Settings();
    try (TestServer server = new TestServer(settings.limits(), settings.keepAlive(), upgrade);
        RawSocket client = RawSocket.open(server.port(), "/ws")) {
      assertThat(client.echoes("hello")).isTrue();
      assertThat(client.echoes("x".repeat(60_000))).isTrue();
      client.sendClose(1000, "bye");
      assertThat(client.readClose().closeCode()).isEqualTo(1000);
      assertThat(client.readEnd()).isTrue();
      assertThat(server.lastPeer().awaitClosed()).isEqualTo(new CloseEvent(1000, "bye", true));
    }
  }
}
