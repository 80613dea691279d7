package io.wsgateway.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.metrics.Protocol;
import io.wsgateway.support.Simulation;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A protocol with codes and pings of its own, whose messages hold one command a line. */
final class ClientProtocolTest {
  private static final class Lines implements ClientProtocol {
    @Override
    public Protocol name() {
      return Protocol.CENTRIFUGO;
    }

    @Override
    public CloseEvent close(End end) {
      return new CloseEvent(end.reason() == EndReason.OVERLOAD ? 3002 : 3000, end.text(), false);
    }

    @Override
    public String closeLabel(CloseEvent event) {
      return event.byPeer() ? "other" : "3xxx";
    }

    @Override
    public List<String> closeLabels() {
      return List.of("3xxx", "other");
    }

    @Override
    public int cost(boolean text, byte[] payload) {
      return (int) new String(payload, UTF_8).lines().count();
    }

    @Override
    public WireMessage ping() {
      return WireMessage.text("{}");
    }
  }

  private final Settings settings = new Settings();
  private final Simulation simulation = new Simulation(1);
  private StubLoop stubs;
  private Connection connection;
  private StubSocket socket;

  @BeforeEach
  void connect() {
    settings.messagesPerSecond = 10;
    stubs =
        new StubLoop(
            simulation.loop("loop"),
            settings.limits(),
            settings.keepAlive(),
            NodeBudget.of(settings.limits()),
            new Lines());
    connection =
        stubs.connect(
            new ConnectionListener() {
              @Override
              public void opened() {}

              @Override
              public void message(boolean text, byte[] payload) {}

              @Override
              public void closed(CloseEvent event) {}
            });
    socket = stubs.socket(0);
  }

  private void message(int commands) {
    connection.life().message(true, "{}\n".repeat(commands).getBytes(UTF_8));
  }

  @Test
  void aMessageCountsForAllThatIsInIt() {
    message(5);
    message(5);
    assertThat(socket.calls).doesNotContain("pause");
    message(1);
    assertThat(socket.calls).contains("pause");
  }

  @Test
  void aSilentClientGetsThePingOfItsProtocol() {
    simulation.advance(1000L * (settings.pingSeconds + 1));
    assertThat(socket.sent()).containsExactly("{}");
    assertThat(socket.calls).contains("flush").doesNotContain("ping");
  }

  @Test
  void anEndIsToldAndCountedInItsOwnCodes() {
    connection.close(EndReason.OVERLOAD, "later");
    assertThat(socket.sent()).containsExactly("close: 3002 later");
    connection.life().gone();
    assertThat(stubs.registry().get("gateway.closes").tag("code", "3xxx").counter().count())
        .isEqualTo(1);
    assertThat(
            stubs
                .registry()
                .get("gateway.connections")
                .tags("protocol", "raw", "transport", "websocket")
                .gauge()
                .value())
        .isZero();
  }
}
