package io.wsgateway.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.HistoryChecker.Promise;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The nodes that a fault of another member must not touch: each has clients and a publisher, they
 * stay together, and every client hears everything once and in order.
 */
public final class HealthyNodes implements AutoCloseable {
  /** The key that publishers use; to be configured with the scope "publish". */
  public static final String KEY = "a-key-for-this-test-of-thirty-two-bytes";

  /** What the nodes are configured with. */
  public static final String CONFIG =
      """
      endpoints: [{path: /ws, channel: news}]
      api: {keys: [{name: test, key: %s, scopes: [publish]}]}
      drain: {windowSeconds: 1}
      keepAlive: {closeSeconds: 1}
      """
          .formatted(KEY);

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int CLIENTS = 2;
  private static final double NOISE = 0.05;

  private final HttpClient http;
  private final List<GatewayProcess> nodes;
  private final List<RecordingClient> clients = new ArrayList<>();
  private final List<Load> loads = new ArrayList<>();
  private final Together together;
  private List<Double> calm = List.of();

  /** Connects clients and begins to publish and to watch. */
  public HealthyNodes(HttpClient http, GatewayProcess... nodes) {
    this.http = http;
    this.nodes = List.of(nodes);
    for (GatewayProcess node : nodes) {
      IntStream.range(0, CLIENTS)
          .mapToObj(
              i ->
                  RecordingClient.to(
                      http, node.name() + "-" + i, node.socket("/ws"), Reconnect.never()))
          .forEach(clients::add);
    }
    clients.forEach(client -> client.awaitConnections(1));
    together = Together.watch(http, this.nodes);
    for (GatewayProcess node : nodes) {
      loads.add(
          new Load(
              new Publisher(
                  "at-" + node.name(),
                  "news",
                  http,
                  () -> node.management("/api/publish"),
                  KEY,
                  false,
                  LIMIT),
              PAUSE));
    }
  }

  /** Measures for so long what the nodes take of a processor while nothing is wrong. */
  public HealthyNodes calmFor(Duration time) {
    calm = shares(time);
    return this;
  }

  /** Measures again: half as much more at most, and a little for the noise of small numbers. */
  public void takeNoMoreThanBefore(Duration time) {
    List<Double> now = shares(time);
    System.out.println("processors' shares before " + calm + ", beside the fault " + now);
    for (int i = 0; i < nodes.size(); i++) {
      assertThat(now.get(i))
          .as("share of a processor of %s, before %s", nodes.get(i).name(), calm.get(i))
          .isLessThan(1.5 * calm.get(i) + NOISE);
    }
  }

  private List<Double> shares(Duration time) {
    List<CpuClock> clocks = nodes.stream().map(n -> new CpuClock(n.pid())).toList();
    CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS))
        .join();
    return clocks.stream().map(CpuClock::process).toList();
  }

  /** Waits until every node logged that a member is late, and then that it was evicted. */
  public void awaitEviction() {
    for (GatewayProcess node : nodes) {
      await("eviction at " + node.name())
          .atMost(LIMIT)
          .until(() -> node.output().contains("cluster.member.late"));
    }
    await("eviction")
        .atMost(LIMIT)
        .until(
            () -> nodes.stream().anyMatch(n -> n.output().contains("has not sent any heartbeats")));
    nodes.forEach(
        node ->
            await()
                .atMost(LIMIT)
                .until(() -> node.metric(http, "gateway_cluster_late_members") == 0));
  }

  /** Lets some time pass, in which nothing may happen, and holds what was seen. */
  public void holdFor(Duration time) {
    together.holdsFor(time);
    List<Mark> last = loads.stream().map(Load::stop).toList();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(clients).allSatisfy(c -> assertThat(c.marks()).containsAll(last)));
    HistoryChecker checker = new HistoryChecker(Promise.EXACTLY_ONCE);
    loads.forEach(load -> checker.published(load.publisher().sent()));
    clients.forEach(client -> checker.received(client.name(), client.marks()));
    Verdict verdict = checker.check();
    verdict.assertHolds();
    assertThat(clients).allSatisfy(c -> assertThat(c.disconnects()).isEmpty());
    System.out.println("healthy nodes: " + verdict);
  }

  @Override
  public void close() {
    together.close();
    loads.forEach(Load::enough);
    clients.forEach(RecordingClient::close);
  }
}
