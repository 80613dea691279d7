package io.wsgateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.wsgateway.cluster.Node;
import io.wsgateway.config.EventsConfig.EventKind;
import io.wsgateway.metrics.BackendMetrics;
import io.wsgateway.session.Backends.Event;
import io.wsgateway.session.Backends.Sender;
import io.wsgateway.transport.VertxLoop;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EventSenderTest {
  private static final Sender SENDER = new Sender("c1", "u1", "/ws", "chat", "127.0.0.1");

  private final Vertx vertx = Vertx.vertx();
  private final List<JsonObject> heard = new CopyOnWriteArrayList<>();
  private final List<String> headers = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private EventSender sender(EventKind... wanted) {
    vertx
        .eventBus()
        .<JsonObject>consumer(
            "gateway.events",
            message -> {
              headers.add(message.headers().get("event"));
              heard.add(message.body().copy());
            });
    return new EventSender(
        vertx,
        "gateway",
        new Node("boot-1", "pod-a"),
        Set.of(wanted),
        new BackendMetrics(new SimpleMeterRegistry()),
        new VertxLoop(vertx.getOrCreateContext()),
        null);
  }

  @Test
  void onlyWhatIsWantedIsSentAndNumberedWithoutHoles() {
    EventSender events = sender(EventKind.CONNECTED, EventKind.DISCONNECTED);
    events.send(Event.CONNECTED, SENDER, 0);
    events.send(Event.SUBSCRIBED, SENDER, 0);
    events.send(Event.DISCONNECTED, SENDER, 1001);

    await().until(() -> heard.size() == 2);
    assertThat(headers).containsExactly("connected", "disconnected");
    JsonObject last = heard.get(1);
    assertThat(last.getLong("time")).isPositive();
    last.remove("time");
    assertThat(last)
        .isEqualTo(
            new JsonObject()
                .put("event", "disconnected")
                .put("client", "c1")
                .put("user", "u1")
                .put("code", 1001)
                .put("node", "pod-a")
                .put("boot", "boot-1")
                .put("seq", 2L));
  }

  @Test
  void aLostNodeIsNamedWithItsBoot() {
    sender(EventKind.NODE_LOST).nodeLost(new Node("boot-2", "pod-b"));

    await().until(() -> heard.size() == 1);
    assertThat(heard.get(0).getString("event")).isEqualTo("nodeLost");
    assertThat(heard.get(0).getString("lostNode")).isEqualTo("pod-b");
    assertThat(heard.get(0).getString("lostBoot")).isEqualTo("boot-2");
    assertThat(heard.get(0).getString("node")).isEqualTo("pod-a");
  }

  @Test
  void aNodeThatIsBackIsNamedAsItWasWhenItWasLost() {
    EventSender events = sender(EventKind.NODE_LOST, EventKind.NODE_BACK);
    events.nodeLost(new Node("boot-2", "pod-b"));
    events.nodeBack(new Node("boot-2", "pod-b"));

    await().until(() -> heard.size() == 2);
    assertThat(headers).containsExactly("nodeLost", "nodeBack");
    assertThat(heard.get(1).getString("event")).isEqualTo("nodeBack");
    assertThat(heard.get(1).getString("lostNode")).isEqualTo("pod-b");
    assertThat(heard.get(1).getString("lostBoot")).isEqualTo("boot-2");
    assertThat(heard.get(1).getLong("seq")).isEqualTo(2);
  }
}
