package io.wsgateway.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Watches that healthy nodes stay in one cluster: nobody of them leaves, and no thread spins. Looks
 * twice a second, on a thread of its own, until it is told that it is enough.
 */
public final class Together implements AutoCloseable {
  /** A thread that spins takes all it can get; a healthy node's busiest far less. */
  private static final double SPIN = 0.5;

  private static final long LOOK_MILLIS = 500;

  private final HttpClient http;
  private final List<GatewayProcess> nodes;
  private final Map<GatewayProcess, CpuClock> clocks = new LinkedHashMap<>();
  private final CompletableFuture<Void> enough = new CompletableFuture<>();
  private final CompletableFuture<Integer> watching;

  private Together(HttpClient http, List<GatewayProcess> nodes) {
    this.http = http;
    this.nodes = nodes;
    for (GatewayProcess node : nodes) {
      clocks.put(node, new CpuClock(node.pid()));
    }
    // Not the common pool: it is small, and this takes a thread for long.
    watching = CompletableFuture.supplyAsync(this::watch, work -> new Thread(work).start());
  }

  /** Begins to watch nodes, which all know each other now. */
  public static Together watch(HttpClient http, List<GatewayProcess> nodes) {
    return new Together(http, nodes);
  }

  /** Watches for so much longer, then holds what was seen. */
  public void holdsFor(Duration time) {
    try {
      CompletableFuture<Void> longer =
          CompletableFuture.runAsync(
              () -> {}, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS));
      // Ends earlier only when something was seen that must not be.
      CompletableFuture.anyOf(longer, watching).join();
      holds();
    } finally {
      close();
    }
  }

  /** Holds what was seen so far, and watches no more. */
  public void holds() {
    close();
    int looks = watching.join();
    assertThat(looks).as("how often the nodes were looked at").isPositive();
    clocks.forEach(
        (node, clock) ->
            assertThat(clock.busiestThread())
                .as("share of a processor that %s's busiest thread took", node.name())
                .isLessThan(SPIN));
    System.out.printf("%d looks, all together; processors' shares %s%n", looks, shares());
  }

  private List<String> shares() {
    return clocks.entrySet().stream()
        .map(e -> "%s %.2f".formatted(e.getKey().name(), e.getValue().process()))
        .toList();
  }

  private int watch() {
    int looks = 0;
    while (!enough.isDone()) {
      for (GatewayProcess node : nodes) {
        assertThat(members(node))
            .as("healthy nodes in the eyes of %s", node.name())
            .isGreaterThanOrEqualTo(nodes.size());
      }
      looks++;
      try {
        enough.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // Look again.
      } catch (ExecutionException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return looks;
  }

  private double members(GatewayProcess node) {
    return node.metric(http, "gateway_cluster_members");
  }

  @Override
  public void close() {
    enough.complete(null);
  }
}
