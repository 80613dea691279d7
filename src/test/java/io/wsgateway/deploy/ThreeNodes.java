package io.wsgateway.deploy;

import io.wsgateway.kit.FreePorts;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Three nodes as processes, one cluster. Each has a place with its own ports, on which another
 * process may follow the first, as a balancer's configuration expects it.
 */
final class ThreeNodes implements AutoCloseable {
  static final int COUNT = 3;

  private final GatewayCluster cluster;
  private final Map<String, Object> settings;
  private final int[] http;
  private final int[] management;
  private final GatewayProcess[] nodes = new GatewayProcess[COUNT];

  private ThreeNodes(GatewayCluster cluster, Map<String, Object> settings) {
    int[] ports = FreePorts.of(2 * COUNT);
    this.cluster = cluster;
    this.settings = settings;
    this.http = Arrays.copyOf(ports, COUNT);
    this.management = Arrays.copyOfRange(ports, COUNT, 2 * COUNT);
  }

  /** Starts them, and waits until all are ready; so many may be started again. */
  static ThreeNodes of(int again, String yaml) throws IOException {
    return of(again, yaml, Map.of());
  }

  /** The same with these keys over the configuration of {@code yaml}. */
  static ThreeNodes of(int again, String yaml, Map<String, Object> settings) throws IOException {
    ThreeNodes three = new ThreeNodes(GatewayCluster.empty(COUNT + again, yaml), settings);
    try {
      for (int place = 0; place < COUNT; place++) {
        three.start(place, COUNT);
      }
      three.all().forEach(GatewayProcess::awaitReady);
      return three;
    } catch (RuntimeException | IOException e) {
      three.close();
      throw e;
    }
  }

  private void start(int place, int minMembers) throws IOException {
    Map<String, Object> keys = new HashMap<>(settings);
    keys.put("http.port", http[place]);
    keys.put("management.port", management[place]);
    nodes[place] = cluster.launch(minMembers, keys);
  }

  /** Starts a new process in the place of one that has ended, and waits until it is ready. */
  GatewayProcess follow(int place) throws IOException {
    start(place, 2);
    return nodes[place].awaitReady();
  }

  /** The process that is at a place now. */
  GatewayProcess node(int place) {
    return nodes[place];
  }

  List<GatewayProcess> all() {
    return List.of(nodes);
  }

  int httpPort(int place) {
    return http[place];
  }

  /** Replaces the addresses that the docs have, from 10.0.0.11 on, by those of these nodes. */
  ProxySnippet in(ProxySnippet documented, boolean checked) {
    ProxySnippet here = documented;
    for (int place = 0; place < COUNT; place++) {
      String own = "127.0.0.1:" + http[place] + (checked ? " port " + management[place] : "");
      here = here.with("10.0.0.1" + (place + 1) + ":8080", own);
    }
    return here;
  }

  /** How often a text is in what a process has printed so far. */
  static long lines(GatewayProcess node, String... texts) {
    return node.output()
        .lines()
        .filter(line -> Arrays.stream(texts).allMatch(line::contains))
        .count();
  }

  /** All places. */
  static IntStream places() {
    return IntStream.range(0, COUNT);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
