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
  private final String tls;
  private final String more;
  private final int[] memberPorts;
  private final int[] busPorts;
  private final List<RunningGateway> nodes = new ArrayList<>();

  private RunningCluster(int most, String tls, String more) {
    this.tls = tls;
    this.more = more;
    int[] ports = FreePorts.of(2 * most);
    memberPorts = IntStream.range(0, most).map(i -> ports[i]).toArray();
    busPorts = IntStream.range(most, 2 * most).map(i -> ports[i]).toArray();
  }

  /** A cluster that may have so many nodes and has none yet. */
  public static RunningCluster empty(int most) {
    return new RunningCluster(most, "", "");
  }

  /** A cluster of so many nodes, started at the same time, each with this YAML. */
  public static RunningCluster of(int count, String yaml) {
    return start(new RunningCluster(count, "", ""), yaml);
  }

  /** The same with TLS on the event bus, of this YAML. */
  public static RunningCluster secured(int count, String tls, String yaml) {
    return start(new RunningCluster(count, ", tls: " + tls, ""), yaml);
  }

  /**
   * The same as {@link #of}, but a reply waits for a node however busy the machine is, not only for
   * {@code cluster.confirmMillis}: what replies promise holds only as long as nodes are not late.
   */
  public static RunningCluster waiting(int count, String yaml) {
    return start(new RunningCluster(count, "", "  confirmMillis: 10000\n"), yaml);
  }

  private static RunningCluster start(RunningCluster cluster, String yaml) {
    int count = cluster.busPorts.length;
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
    RunningGateway node = node(nodes.size(), nodes.size() + 1, yaml);
    nodes.add(node);
    return node;
  }

  /** Drains a node, and starts it again at the same ports, with this YAML. */
  public void restart(int index, String yaml) {
    String port = "http: {host: 127.0.0.1, port: %d}\n".formatted(node(index).gateway().httpPort());
    node(index).stop();
    node(index).close();
    nodes.set(index, node(index, nodes.size(), port + yaml));
  }

  /** Closes the node that started last. */
  public void stopLast() {
    nodes.remove(nodes.size() - 1).close();
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
    return settings(index, minMembers, tls);
  }

  /** The same with another TLS on its event bus than the others have, of this YAML. */
  public String settingsWithTls(int index, int minMembers, String own) {
    return settings(index, minMembers, ", tls: " + own);
  }

  private String settings(int index, int minMembers, String tls) {
    return """
        node: {name: node%d, eventLoops: 1}
        eventBus: {host: 127.0.0.1, port: %d%s}
        cluster:
          enabled: true
          name: %s
          host: 127.0.0.1
          port: %d
          minMembers: %d
          discovery: {members: [%s]}
        %s"""
        .formatted(
            index, busPorts[index], tls, name, memberPorts[index], minMembers, members(), more);
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
