package io.wsgateway.support;

import io.wsgateway.kit.FreePorts;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Nodes in this JVM that form one cluster on 127.0.0.1; closed at the end of the test. */
public final class RunningCluster implements AutoCloseable {
  private final String name = "test-" + UUID.randomUUID();
  private final int[] memberPorts;
  private final int[] busPorts;
  private final List<RunningGateway> nodes = new ArrayList<>();

  private RunningCluster(int most) {
    int[] ports = FreePorts.of(2 * most);
    memberPorts = IntStream.range(0, most).map(i -> ports[i]).toArray();
    busPorts = IntStream.range(most, 2 * most).map(i -> ports[i]).toArray();
  }

  /** A cluster that may have so many nodes and has none yet. */
  public static RunningCluster empty(int most) {
    return new RunningCluster(most);
  }

  /** A cluster of so many nodes, started at the same time, each with this YAML. */
  public static RunningCluster of(int count, String yaml) {
    RunningCluster cluster = new RunningCluster(count);
    ExecutorService starters = Executors.newFixedThreadPool(count);
    try {
      List<CompletableFuture<RunningGateway>> starting =
          IntStream.range(0, count)
              .mapToObj(
                  i -> CompletableFuture.supplyAsync(() -> cluster.node(i, count, yaml), starters))
              .toList();
      starting.forEach(node -> cluster.nodes.add(node.join()));
      return cluster;
    } finally {
      starters.shutdown();
    }
  }

  /** Starts one more node. */
  public RunningGateway start(String yaml) {
    RunningGateway node = node(nodes.size(), 1, yaml);
    nodes.add(node);
    return node;
  }

  private RunningGateway node(int index, int minMembers, String yaml) {
    try {
      return RunningGateway.of(settings(index, minMembers) + yaml);
    } catch (Exception e) {
      throw new IllegalStateException("node " + index + " did not start", e);
    }
  }

  /** The keys that make a node of this cluster. */
  public String settings(int index, int minMembers) {
    return """
        node: {name: node%d, eventLoops: 1}
        eventBus: {host: 127.0.0.1, port: %d}
        cluster:
          enabled: true
          name: %s
          host: 127.0.0.1
          port: %d
          minMembers: %d
          discovery: {members: [%s]}
        """
        .formatted(index, busPorts[index], name, memberPorts[index], minMembers, members());
  }

  /** Where members are looked for. */
  public String members() {
    return IntStream.of(memberPorts)
        .mapToObj(port -> "\"127.0.0.1:" + port + "\"")
        .collect(Collectors.joining(", "));
  }

  /** The cluster's name. */
  public String name() {
    return name;
  }

  /** The port of a node's event bus. */
  public int busPort(int index) {
    return busPorts[index];
  }

  /** A node. */
  public RunningGateway node(int index) {
    return nodes.get(index);
  }

  /** All nodes. */
  public List<RunningGateway> nodes() {
    return nodes;
  }

  @Override
  public void close() {
    // One after the other: nobody waits for a partner that is going, too.
    nodes.forEach(RunningGateway::close);
  }
}
