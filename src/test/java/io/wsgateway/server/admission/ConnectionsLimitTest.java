package io.wsgateway.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wsgateway.config.CurrentConfig;
import io.wsgateway.config.load.ConfigLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many clients a node accepts is what would refuse the next one first. */
class ConnectionsLimitTest {
  private final MeterRegistry registry = new SimpleMeterRegistry();

  @AfterEach
  void close() {
    registry.close();
  }

  private Admission admission(int connections, int tcpConnections) {
    String yaml =
        "limits: {connections: %d, tcpConnections: %d}".formatted(connections, tcpConnections);
    return new Admission(
        new CurrentConfig(ConfigLoader.parse(yaml).config()), registry, () -> true);
  }

  private double limit() {
    return registry.get("gateway.connections.limit").gauge().value();
  }

  @Test
  void itIsTheLimitOfClients() {
    admission(50, 70);
    assertThat(limit()).isEqualTo(50);
  }

  @Test
  void itFollowsTheFilesThatTheProcessMayOpen() {
    Admission admission = admission(100, 110);
    admission.capTcpConnections(40);
    assertThat(limit()).isEqualTo(40);
    admission.capTcpConnections(1000);
    assertThat(limit()).isEqualTo(100);
  }
}
