package io.wsgateway.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Options for finding the gateways and for calling them. The defaults match those of the gateways.
 */
public final class GatewayOptions {
  static final int MAX_PORT = 65535;

  private String cluster = "ws-gateway";
  private String prefix = "gateway";
  private List<String> members = List.of("127.0.0.1:5701");
  private @Nullable String kubernetesService;
  private @Nullable String host;
  private int memberPort;
  private int busPort;
  private @Nullable String clusterPublicHost;
  private int clusterPublicPort;
  private @Nullable Tls tls;
  private int window = 1000;
  private int queue = 10_000;
  private int queueBytes = 64 * 1024 * 1024;
  private long timeoutMillis = 10_000;
  private int silentSeconds = 15;

  /** TLS files of the event bus in PEM format, as in {@code eventBus.tls} of the gateways. */
  record Tls(String cert, String key, String ca) {}

  /** The value of {@code cluster.name} of the gateways. */
  public GatewayOptions setCluster(String name) {
    cluster = name;
    return this;
  }

  /** The value of {@code eventBus.prefix} of the gateways. */
  public GatewayOptions setPrefix(String prefix) {
    this.prefix = prefix;
    return this;
  }

  /**
   * The cluster addresses of gateway nodes, such as {@code 10.0.0.5:5701}; one that runs is enough.
   */
  public GatewayOptions setMembers(String... addresses) {
    members = List.of(addresses);
    return this;
  }

  /** On Kubernetes, instead of addresses: the full name of the gateways' headless service. */
  public GatewayOptions setKubernetesService(String dnsName) {
    kubernetesService = dnsName;
    return this;
  }

  /**
   * The address of this host that other members connect to; by default the address from which this
   * host reaches the first gateway that answers.
   */
  public GatewayOptions setHost(String address) {
    host = address;
    return this;
  }

  /** The port for other members of the cluster; by default any free one. */
  public GatewayOptions setMemberPort(int port) {
    memberPort = port(port);
    return this;
  }

  /** The port of this backend's event bus; by default any free one. */
  public GatewayOptions setBusPort(int port) {
    busPort = port(port);
    return this;
  }

  /**
   * The host at which the gateways reach this backend's event bus, if it differs from {@link
   * #setHost}.
   */
  public GatewayOptions setClusterPublicHost(String address) {
    clusterPublicHost = address;
    return this;
  }

  /**
   * The port at which the gateways reach this backend's event bus, if it differs from {@link
   * #setBusPort}.
   */
  public GatewayOptions setClusterPublicPort(int port) {
    clusterPublicPort = port(port);
    return this;
  }

  /**
   * TLS on the event bus, as {@code eventBus.tls} of the gateways has it.
   *
   * @param cert this backend's certificate, a PEM file
   * @param key its private key, a PEM file
   * @param ca the authority that signed the certificates of all members, a PEM file
   */
  public GatewayOptions setTls(String cert, String key, String ca) {
    tls = new Tls(cert, key, ca);
    return this;
  }

  /** How many calls may be unanswered at a time; by default 1000. */
  public GatewayOptions setWindow(int calls) {
    window = positive(calls, "window");
    return this;
  }

  /** How many more calls may be queued until one of the window is answered; by default 10000. */
  public GatewayOptions setQueue(int calls) {
    queue = notNegative(calls, "queue");
    return this;
  }

  /**
   * Limits the heap, in bytes, that the bodies of all unanswered calls may take, those in the
   * window included; by default 64 MiB.
   */
  public GatewayOptions setQueueBytes(int bytes) {
    queueBytes = positive(bytes, "queueBytes");
    return this;
  }

  /** How long a call may take in total, including queueing and repetitions; by default 10 s. */
  public GatewayOptions setTimeoutMillis(long millis) {
    if (millis < 1) {
      throw new IllegalArgumentException("timeoutMillis must be at least 1, not " + millis);
    }
    timeoutMillis = millis;
    return this;
  }

  /** Shortens in tests how long a member may be silent. */
  GatewayOptions setSilentSeconds(int seconds) {
    silentSeconds = seconds;
    return this;
  }

  private static int port(int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("a port is between 0 and 65535, not " + port);
    }
    return port;
  }

  private static int positive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
    return value;
  }

  private static int notNegative(int value, String name) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " must not be negative, but is " + value);
    }
    return value;
  }

  /**
   * Checks for errors that would make every attempt fail.
   *
   * @throws IllegalArgumentException if a file of {@link #setTls} cannot be read
   */
  void checkFiles() {
    if (tls != null) {
      for (String file : List.of(tls.cert(), tls.key(), tls.ca())) {
        if (!Files.isReadable(Path.of(file))) {
          throw new IllegalArgumentException("the file " + file + " of setTls cannot be read");
        }
      }
    }
  }

  /** A copy that later changes do not affect. */
  GatewayOptions copy() {
    GatewayOptions copy = new GatewayOptions();
    copy.cluster = Objects.requireNonNull(cluster, "cluster");
    copy.prefix = Objects.requireNonNull(prefix, "prefix");
    copy.members = members;
    copy.kubernetesService = kubernetesService;
    copy.host = host;
    copy.memberPort = memberPort;
    copy.busPort = busPort;
    copy.clusterPublicHost = clusterPublicHost;
    copy.clusterPublicPort = clusterPublicPort;
    copy.tls = tls;
    copy.window = window;
    copy.queue = queue;
    copy.queueBytes = queueBytes;
    copy.timeoutMillis = timeoutMillis;
    copy.silentSeconds = silentSeconds;
    return copy;
  }

  String cluster() {
    return cluster;
  }

  String prefix() {
    return prefix;
  }

  List<String> members() {
    return members;
  }

  @Nullable String kubernetesService() {
    return kubernetesService;
  }

  @Nullable String host() {
    return host;
  }

  int memberPort() {
    return memberPort;
  }

  int busPort() {
    return busPort;
  }

  @Nullable String clusterPublicHost() {
    return clusterPublicHost;
  }

  int clusterPublicPort() {
    return clusterPublicPort;
  }

  @Nullable Tls tls() {
    return tls;
  }

  int window() {
    return window;
  }

  int queue() {
    return queue;
  }

  int queueBytes() {
    return queueBytes;
  }

  long timeoutMillis() {
    return timeoutMillis;
  }

  int silentSeconds() {
    return silentSeconds;
  }
}
