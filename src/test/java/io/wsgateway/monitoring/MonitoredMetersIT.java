package io.wsgateway.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.metrics.DocumentedMeters;
import io.wsgateway.monitoring.PromQl.Wanted;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.RunningGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What rules and dashboards ask for is there on a node that was just started, in a cluster or not.
 */
final class MonitoredMetersIT {
  /** Webhooks have meters where they are configured; nobody calls these. */
  private static final String CONFIG =
      """
      endpoints: [{path: /ws, channel: news}]
      hooks:
        secret: MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
        inbound: {url: "http://127.0.0.1:9/in"}
        connect: {url: "http://127.0.0.1:9/connect"}
        events: {url: "http://127.0.0.1:9/events"}
      """;

  /** What Prometheus makes itself. */
  private static final Set<String> BY_PROMETHEUS = Set.of("up", "ALERTS");

  private static ScrapedNames alone;
  private static ScrapedNames clustered;

  @BeforeAll
  static void scrape() throws Exception {
    try (RunningGateway node = RunningGateway.of(CONFIG);
        RunningCluster cluster = RunningCluster.of(1, CONFIG)) {
      collectGarbage(node);
      collectGarbage(cluster.node(0));
      alone = ScrapedNames.of(node.management("/metrics").body());
      clustered = ScrapedNames.of(cluster.node(0).management("/metrics").body());
    }
  }

  /** The JVM's meters of pauses begin with the first collection, as any node has it soon. */
  private static void collectGarbage(RunningGateway node) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              System.gc();
              return node.management("/metrics").body().contains("jvm_gc_pause_seconds_sum");
            });
  }

  @AfterAll
  static void forget() {
    alone = null;
    clustered = null;
  }

  static Stream<ScrapedNames> nodes() {
    return Stream.of(alone, clustered);
  }

  private static List<String> queries() throws IOException {
    Stream<String> ofDashboards =
        Dashboard.all().stream().flatMap(d -> d.queries().stream()).map(Dashboard.Query::expr);
    return Stream.of(
            RuleFile.read().expressions().stream(), ofDashboards, Queries.ofPages().stream())
        .flatMap(all -> all)
        .toList();
  }

  /** The metrics behind each recording rule. */
  private static Map<String, Set<String>> recorded() throws IOException {
    Map<String, Set<String>> metrics = new HashMap<>();
    RuleFile.read().records().forEach(r -> metrics.put(r.getKey(), PromQl.metrics(r.getValue())));
    return metrics;
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void everyNameIsThere(ScrapedNames node) throws IOException {
    Set<String> known = new TreeSet<>(node.names());
    known.addAll(BY_PROMETHEUS);
    known.addAll(recorded().keySet());
    assertThat(queries())
        .allSatisfy(query -> assertThat(known).as(query).containsAll(PromQl.metrics(query)));
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void everyLabelValueIsThere(ScrapedNames node) throws IOException {
    Map<String, Set<String>> recorded = recorded();
    Set<Wanted> missing = new HashSet<>();
    for (String query : queries()) {
      for (Wanted wanted : PromQl.values(query)) {
        Set<String> metrics = recorded.getOrDefault(wanted.metric(), Set.of(wanted.metric()));
        if (!BY_PROMETHEUS.contains(wanted.metric())
            && metrics.stream().noneMatch(m -> node.has(m, wanted.label(), wanted.value()))) {
          missing.add(wanted);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void everyDocumentedMeterIsThereFromTheStart(ScrapedNames node) throws IOException {
    Map<String, String> documented = DocumentedMeters.present();
    assertThat(documented)
        .allSatisfy(
            (name, type) ->
                assertThat(node.names())
                    .contains(type.startsWith("histogram") ? name + "_bucket" : name));
  }

  @Test
  void aNodeHasTheSameSeriesInAClusterAndAlone() {
    assertThat(alone.own()).isEqualTo(clustered.own());
  }
}
