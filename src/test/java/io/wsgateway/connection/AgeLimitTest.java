package io.wsgateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.support.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that reach their age, on a simulated clock. */
final class AgeLimitTest {
  private static final int MAX_SECONDS = 50;
  private static final int MANY = 3000;

  private final Simulation simulation = new Simulation(1);
  private final Simulation.SimulatedLoop loop = simulation.loop("loop");
  private final List<Long> ended = new ArrayList<>();
  private final List<CloseEvent> closes = new ArrayList<>();

  private final class Client implements ConnectionListener {
    @Override
    public void opened() {}

    @Override
    public void message(boolean text, byte[] payload) {}

    @Override
    public void ending() {
      ended.add(simulation.millis());
    }

    @Override
    public void closed(CloseEvent event) {
      closes.add(event);
    }
  }

  private SimulatedClients clients(int maxSeconds) {
    SimulatedClients clients =
        new SimulatedClients(loop, simulation.random(), 1 << 20, 0, 1_000_000);
    clients.connections().limitAge(maxSeconds);
    for (int i = 0; i < MANY; i++) {
      loop.execute(() -> clients.connect(new Client(), seen -> {}));
    }
    simulation.settle();
    return clients;
  }

  @Test
  void thoseThatConnectedTogetherAreClosedOverAFifthOfTheTime() {
    SimulatedClients clients = clients(MAX_SECONDS);
    simulation.advance(1000L * (MAX_SECONDS * 4 / 5 - 2));
    assertThat(ended.size()).isZero();
    simulation.advance(1000L * (MAX_SECONDS / 5 + 4));
    assertThat(ended).hasSize(MANY);
    assertThat(clients.connections().size()).isZero();
    assertThat(closes).allMatch(c -> c.code() == 1012);
    assertThat(closes).allMatch(c -> c.reason().matches("service restart retry-ms=\\d+"));
    // Eleven seconds, of 273 on average.
    List<Long> seconds = ended.stream().distinct().toList();
    assertThat(seconds).hasSize(MAX_SECONDS / 5 + 1);
    for (long second : seconds) {
      assertThat(ended.stream().filter(at -> at == second).count()).isBetween(150L, 400L);
    }
  }

  @Test
  void withoutALimitNobodyIsClosed() {
    clients(0);
    simulation.advance(1000L * 1000);
    assertThat(ended.size()).isZero();
  }

  @Test
  void aClientThatDoesNotReadIsEndedAfterTheTimeToClose() {
    Settings settings = new Settings();
    settings.readIdleSeconds = 1000;
    StubLoop stubs =
        new StubLoop(
            loop, settings.limits(), settings.keepAlive(), NodeBudget.of(settings.limits()));
    stubs.connections().limitAge(10);
    stubs.connect(new Client()).send(WireMessage.text("before"));
    StubSocket socket = stubs.socket(0);
    socket.writable = false;
    simulation.advance(12_000);
    assertThat(ended).hasSize(1);
    simulation.advance(1000L * (settings.closeSeconds + 2));
    assertThat(socket.calls).contains("abort");
    assertThat(stubs.registry().get("gateway.connections.aged").counter().count()).isEqualTo(1);
  }
}
