package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.wsgateway.metrics.FanoutMetrics;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

final class PeerLinkTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private PeerLink link(RelayBus.Sender sender) {
    FanoutMetrics metrics = new FanoutMetrics(registry);
    return new PeerLink(
        "here",
        1,
        sender,
        new PeerBudget(100, Long.MAX_VALUE),
        new Confirmations(1, metrics.confirm()),
        metrics);
  }

  private double failures() {
    return registry.get("gateway.relay.send.failures").counters().stream()
        .mapToDouble(c -> c.count())
        .sum();
  }

  @Test
  void anEnvelopeThatCouldNotBeSentIsCountedByCause() {
    PeerLink link = link(envelope -> Future.failedFuture(new ConnectException()));
    link.greet();

    assertThat(
            registry.get("gateway.relay.send.failures").tag("cause", "refused").counter().count())
        .isEqualTo(1);
    assertThat(link.isReached()).isFalse();
  }

  @Test
  void whatTheFullQueueDropsWasNeverSent() {
    PeerLink link = link(envelope -> Promise.<Void>promise().future());
    link.add(Buffer.buffer(new byte[101]));
    link.greet();
    link.add(Buffer.buffer(new byte[101]));

    assertThat(link.greet().failed()).isTrue();
    assertThat(failures()).isZero();
  }
}
