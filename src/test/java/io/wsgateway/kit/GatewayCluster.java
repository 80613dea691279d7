package io.wsgateway.kit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Gateway processes that form one cluster on 127.0.0.1, or each in a network of its own. Ended with
 * the test.
 */
public final class GatewayCluster implements AutoCloseable {
  private final String yaml;
  private final String[] flags;
  private final Place place;
  private final String name = "kit-" + UUID.randomUUID();
  private final int[] memberPorts;
  private final int[] busPorts;
  private final List<GatewayProcess> nodes = new ArrayList<>();

  /** Where the nodes live. */
  interface Place {
    /** The address of a node. */
    String host(int index);

    /** The command that runs another one where a node lives. */
    List<String> command(int index, List<String> command);
  }

  private static final class Loopback implements Place {
    @Override
    public String host(int index) {
      return "127.0.0.1";
    }

    @Override
    public List<String> command(int index, List<String> command) {
      return command;
    }
  }

  private GatewayCluster(int most, String yaml, Place place, String... flags) {
    this.flags = flags;
    this.place = place;
    int[] ports = FreePorts.of(2 * most);
    this.memberPorts = Arrays.copyOf(ports, most);
    this.busPorts = Arrays.copyOfRange(ports, most, 2 * most);
    this.yaml = yaml;
  }

  /**
   * Starts so many nodes at once, and waits until all are ready; a few more may follow.
   *
   * @param flags further flags of the nodes' JVMs
   */
  public static GatewayCluster of(int count, int more, String yaml, String... flags)
      throws IOException {
    GatewayCluster cluster = new GatewayCluster(count + more, yaml, new Loopback(), flags);
    try {
      for (int i = 0; i < count; i++) {
        cluster.launch(count);
      }
      cluster.nodes.forEach(GatewayProcess::awaitReady);
      return cluster;
    } catch (RuntimeException | IOException e) {
      cluster.close();
      throw e;
    }
  }

  /** The same; the first node is the oldest, which leads the cluster. */
  public static GatewayCluster oldestFirst(int count, String yaml, String... flags)
      throws IOException {
    return new GatewayCluster(count, yaml, new Loopback(), flags).startOldestFirst();
  }

  /** The same with each node in a network namespace of its own. */
  public static GatewayCluster oldestFirst(
      NetworkNamespaces namespaces, String yaml, String... flags) throws IOException {
    return new GatewayCluster(namespaces.count(), yaml, namespaces, flags).startOldestFirst();
  }

  private GatewayCluster startOldestFirst() throws IOException {
    try {
      launchAlone().awaitReady();
      while (nodes.size() < memberPorts.length) {
        launch();
      }
      nodes.forEach(GatewayProcess::awaitReady);
      return this;
    } catch (RuntimeException | IOException e) {
      close();
      throw e;
    }
  }

  /** Starts one more node and waits until it is ready. */
  public GatewayProcess join() throws IOException {
    return launch().awaitReady();
  }

  /** Starts one more node, which is not waited for. */
  public GatewayProcess launch() throws IOException {
    return launch(2);
  }

  /** Starts the first node, which does not wait for another. */
  public GatewayProcess launchAlone() throws IOException {
    return launch(1);
  }

  /** A cluster that may have so many nodes and has none yet. */
  public static GatewayCluster empty(int most, String yaml) {
    return new GatewayCluster(most, yaml, new Loopback());
  }

  /** The member port of a node, started or not. */
  public int memberPort(int index) {
    return memberPorts[index];
  }

  /** The event bus's port of a node, started or not. */
  public int busPort(int index) {
    return busPorts[index];
  }

  private GatewayProcess launch(int minMembers) throws IOException {
    return launch(minMembers, Map.of());
  }

  /** Starts one more node, over whose configuration these keys are set, and does not wait. */
  public GatewayProcess launch(int minMembers, Map<String, Object> settings) throws IOException {
    return launch(Path.of(GatewayLauncher.jar()), minMembers, settings);
  }

  /** Starts one more node from the jar of a release, and does not wait. */
  public GatewayProcess launch(Path jar, int minMembers) throws IOException {
    return launch(jar, minMembers, Map.of());
  }

  private GatewayProcess launch(Path jar, int minMembers, Map<String, Object> settings)
      throws IOException {
    int index = nodes.size();
    List<String> jvm = new ArrayList<>(List.of("-Xmx256m"));
    jvm.addAll(List.of(flags));
    GatewayLauncher launcher =
        GatewayProcess.named("node" + index)
            .host(place.host(index))
            .command(place.command(index, GatewayLauncher.jvm(jar, jvm.toArray(String[]::new))))
            .config(yaml)
            .set("cluster.enabled", true)
            .set("cluster.name", name)
            .set("cluster.host", place.host(index))
            .set("cluster.port", memberPorts[index])
            .set("cluster.minMembers", minMembers)
            .set("cluster.discovery.members", "[" + members() + "]")
            .set("eventBus.host", place.host(index))
            .set("eventBus.port", busPorts[index])
            .patient();
    settings.forEach(launcher::set);
    GatewayProcess node = launcher.start();
    nodes.add(node);
    return node;
  }

  /** The cluster's name. */
  public String name() {
    return name;
  }

  /** Where members are looked for, quoted and with commas between. */
  public String members() {
    return IntStream.range(0, memberPorts.length)
        .mapToObj(index -> "\"" + place.host(index) + ":" + memberPorts[index] + "\"")
        .collect(Collectors.joining(", "));
  }

  /** A node, by its place in the order of starting. */
  public GatewayProcess node(int index) {
    return nodes.get(index);
  }

  /** All nodes that were started, dead ones included. */
  public List<GatewayProcess> nodes() {
    return List.copyOf(nodes);
  }

  /** The public ports of all nodes. */
  public int[] httpPorts() {
    return nodes.stream().mapToInt(GatewayProcess::httpPort).toArray();
  }

  /** Where a balancer's clients connect. */
  public static URI through(TcpBalancer balancer, String path) {
    return URI.create("ws://127.0.0.1:" + balancer.port() + path);
  }

  @Override
  public void close() {
    nodes.forEach(GatewayProcess::close);
  }
}
