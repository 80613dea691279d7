package io.wsgateway.kit;

import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Nodes of a cluster are stopped under {@link Traffic}, evicted or not, and go on. Keeps the
 * moments at which that happened; {@link FreezeVerdict} holds what was promised. The steps are
 * called in order, by one thread.
 */
public final class Freeze implements AutoCloseable {
  /** Makes eviction come after 5 s instead of 15, for gateways that are started with it. */
  public static final String SHORT = "-Dws-gateway.test.silentSeconds=5";

  static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String MEMBERS = "gateway_cluster_members";
  private static final int ENOUGH = 20;

  private final HttpClient http;
  private final List<GatewayProcess> victims;
  private final List<GatewayProcess> healthy;
  private final Traffic traffic;
  private final Together together;
  private final Map<GatewayProcess, Double> lostBefore = new HashMap<>();
  private final Map<GatewayProcess, Long> lastFull = new HashMap<>();
  private final Map<GatewayProcess, Long> firstLess = new HashMap<>();
  private long stopped;
  private long resumed;
  private long back;

  private Freeze(
      HttpClient http, String name, List<GatewayProcess> all, List<GatewayProcess> victims) {
    this.http = http;
    this.victims = victims;
    healthy = all.stream().filter(node -> !victims.contains(node)).toList();
    all.forEach(node -> lostBefore.put(node, lost(node)));
    traffic = new Traffic(http, name, all);
    together = Together.watch(http, healthy);
  }

  /**
   * Begins the traffic, and stops the victims when it flows.
   *
   * @param name begins the names of clients and publishers
   * @param all the nodes of the cluster
   * @param victims some of them
   */
  public static Freeze of(
      HttpClient http, String name, List<GatewayProcess> all, List<GatewayProcess> victims) {
    Freeze freeze = new Freeze(http, name, all, victims);
    freeze.traffic.awaitAccepted(all, ENOUGH);
    freeze.traffic.awaitConfirmed(freeze.healthy, System.nanoTime());
    freeze.stopped = System.nanoTime();
    victims.forEach(GatewayProcess::pause);
    return freeze;
  }

  /** Waits until every healthy node has evicted all victims. */
  public Freeze untilEvicted() {
    return until("eviction", () -> firstLess.keySet().containsAll(healthy));
  }

  /** Waits until so much time has passed since the stop. */
  public Freeze lasting(Duration time) {
    return until("a freeze of " + time, () -> System.nanoTime() - stopped >= time.toNanos());
  }

  /** Waits for something else, with the victims stopped. */
  public Freeze until(String what, BooleanSupplier condition) {
    await(what)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              look();
              return condition.getAsBoolean();
            });
    return this;
  }

  private void look() {
    for (GatewayProcess node : healthy) {
      if (!firstLess.containsKey(node)) {
        long asked = System.nanoTime();
        double members = node.metric(http, MEMBERS);
        if (members == healthy.size()) {
          firstLess.put(node, System.nanoTime());
        } else if (members == healthy.size() + victims.size()) {
          lastFull.put(node, asked);
        }
      }
    }
  }

  /**
   * Lets the victims go on, waits until all is as before, and ends the traffic. Before that, nodes
   * that evicted the victims must have answered without counting anybody as unconfirmed.
   */
  public FreezeVerdict goOn() {
    firstLess.forEach((node, moment) -> traffic.awaitConfirmed(List.of(node), moment));
    resumed = System.nanoTime();
    victims.forEach(GatewayProcess::resume);
    List<GatewayProcess> all = new ArrayList<>(healthy);
    all.addAll(victims);
    for (GatewayProcess node : all) {
      await("all members at " + node.name())
          .atMost(LIMIT)
          .until(() -> node.metric(http, MEMBERS) == all.size());
    }
    traffic.awaitAccepted(all, 1);
    back = System.nanoTime();
    traffic.awaitAccepted(all, ENOUGH);
    traffic.awaitConfirmed(healthy, back);
    traffic.stop();
    together.holds();
    return new FreezeVerdict(this);
  }

  Traffic traffic() {
    return traffic;
  }

  List<GatewayProcess> victims() {
    return victims;
  }

  List<GatewayProcess> healthy() {
    return healthy;
  }

  /** The moment before the stop. */
  long stopped() {
    return stopped;
  }

  /** The moment before the victims went on. */
  long resumed() {
    return resumed;
  }

  /** When all members were there again and all nodes had accepted a publication. */
  long back() {
    return back;
  }

  /** The last moment before the resume at which a healthy node was seen to know the victims. */
  long lastKnown(GatewayProcess node) {
    return firstLess.containsKey(node) ? lastFull.getOrDefault(node, stopped) : resumed;
  }

  /** How long it lasted, in milliseconds. */
  long millis() {
    return TimeUnit.NANOSECONDS.toMillis(resumed - stopped);
  }

  private double lost(GatewayProcess node) {
    return node.metric(http, "gateway_relay_lost_total");
  }

  /** What a node has counted as lost since the beginning. */
  double lostSince(GatewayProcess node) {
    return lost(node) - lostBefore.get(node);
  }

  @Override
  public void close() {
    together.close();
    victims.forEach(GatewayProcess::resume);
    traffic.close();
  }
}
