package io.wsgateway.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** What a backend hears on {@code gateway.events} of nodes that are lost and come back. */
public final class NodeEvents implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final TestBackend backend;
  private final List<JsonObject> events = new CopyOnWriteArrayList<>();

  private NodeEvents(TestBackend backend) {
    this.backend = backend;
  }

  /** Joins a cluster of processes and listens. */
  public static NodeEvents of(GatewayCluster cluster) {
    NodeEvents heard = new NodeEvents(TestBackend.join(cluster));
    heard
        .backend
        .eventBus()
        .<JsonObject>consumer("gateway.events", message -> heard.events.add(message.body()))
        .completion()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
    return heard;
  }

  /** What was heard so far. */
  public List<JsonObject> all() {
    return List.copyOf(events);
  }

  /**
   * Waits until a node's return was said, and holds that its loss was said once in all, by another
   * one, and taken back once.
   */
  public void assertLostOnceAndBack(GatewayProcess victim) {
    await("nodeBack").atMost(LIMIT).until(() -> !named("nodeBack").isEmpty());
    for (String name : List.of("nodeLost", "nodeBack")) {
      assertThat(named(name)).as(name).hasSize(1);
      JsonObject event = named(name).get(0);
      assertThat(event.getString("lostNode")).isEqualTo(victim.name());
      assertThat(event.getString("node")).as("who says it").isNotEqualTo(victim.name());
    }
    assertThat(named("nodeBack").get(0).getString("lostBoot"))
        .isEqualTo(named("nodeLost").get(0).getString("lostBoot"));
  }

  /** Those of a name so far. */
  public List<JsonObject> named(String name) {
    return events.stream().filter(event -> event.getString("event").equals(name)).toList();
  }

  /** Forgets what it has heard. */
  public void clear() {
    events.clear();
  }

  @Override
  public void close() {
    backend.close();
  }
}
