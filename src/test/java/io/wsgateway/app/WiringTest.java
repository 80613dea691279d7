package io.wsgateway.app;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import io.wsgateway.cluster.Node;
import io.wsgateway.config.CurrentConfig;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.metrics.MetricsRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bus addresses of a node begin with the configured prefix. */
final class WiringTest {
  private final MetricsRegistry metrics = new MetricsRegistry();
  private NodeVertx node;
  private EventBus bus;
  private Wiring wiring;

  @BeforeEach
  void start() {
    CurrentConfig config =
        new CurrentConfig(
            ConfigLoader.parse(
                    """
                    eventBus: {prefix: other}
                    events: {send: [nodeLost]}
                    endpoints: [{path: /ws, channel: chat}]
                    """)
                .config());
    node = join(NodeVertx.start(config, 1, metrics, Promise.<Void>promise().future()));
    bus = node.vertx().eventBus();
    Context context = node.vertx().getOrCreateContext();
    wiring =
        new Wiring(
            config,
            node,
            context,
            metrics.meters(),
            ClientTokens.none(),
            () -> true,
            new Schemas(config.get(), metrics.meters()));
  }

  @AfterEach
  void stop() {
    join(node.close());
    metrics.close();
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  @Test
  void backendsCallTheConfiguredAddresses() {
    join(node.vertx().deployVerticle(wiring.backendCalls(), new DeploymentOptions()));
    DeliveryOptions chat = new DeliveryOptions().addHeader("channel", "chat");
    assertThat(join(bus.request("other.publish", "hello", chat)).body())
        .isEqualTo(new JsonObject().put("epoch", "").put("offset", 0L));
    assertThat(join(bus.request("other.broadcast", "hello")).body()).isEqualTo(new JsonObject());
  }

  @Test
  void backendsAreToldAtTheConfiguredAddresses() {
    List<Object> heard = new CopyOnWriteArrayList<>();
    bus.consumer("other.events", message -> heard.add(message.body()));
    wiring.events().nodeLost(new Node("boot-1", "pod-a"));
    await().until(() -> heard.size() == 1);
  }
}
