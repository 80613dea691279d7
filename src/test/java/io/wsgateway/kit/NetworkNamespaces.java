package io.wsgateway.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One network namespace per node, joined by a bridge, so that particular nodes can be cut off from
 * each other while all others, and the test, reach both. Needs root and the command {@code ip}. A
 * JVM has one of these at a time.
 *
 * <p>The bridge has a namespace of its own, where no firewall of the machine looks. All names begin
 * with {@code wsg} and this JVM's process id: what a killed one left is removed by the next.
 */
public final class NetworkNamespaces implements AutoCloseable, GatewayCluster.Place {
  private static final Path NAMES = Path.of("/var/run/netns");
  private static final Pattern NAME = Pattern.compile("wsg([0-9]+)-(?:hub|[0-9]+)");
  private static final int SELF = 254;

  private final String prefix = "wsg" + ProcessHandle.current().pid();
  private final String hub = prefix + "-hub";
  private final String network = network(ProcessHandle.current().pid());
  private final int count;
  private final Thread atExit = new Thread(this::removeQuietly);

  private NetworkNamespaces(int count) {
    this.count = count;
  }

  /** A part of 198.18.0.0/15, which is kept for tests of networks (RFC 2544). */
  private static String network(long pid) {
    return "198." + (18 + (pid >> 8) % 2) + "." + pid % 256 + ".";
  }

  /** Why there can be none on this machine; empty when there can. */
  public static Optional<String> obstacle() {
    try (NetworkNamespaces one = of(1)) {
      one.cut(0);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("only root with the command ip makes network namespaces: " + e);
    }
  }

  /** Makes so many, 200 at most. */
  public static NetworkNamespaces of(int count) throws IOException {
    sweep();
    NetworkNamespaces made = new NetworkNamespaces(count);
    Runtime.getRuntime().addShutdownHook(made.atExit);
    try {
      made.make();
      return made;
    } catch (IOException e) {
      made.close();
      throw e;
    }
  }

  private void make() throws IOException {
    ip("netns", "add", hub);
    in(hub, "link", "add", "bridge", "type", "bridge");
    in(hub, "link", "set", "bridge", "up");
    ip("link", "add", prefix, "address", mac(SELF), "type", "veth", "peer", "self", "netns", hub);
    join("self");
    ip("address", "add", address(SELF) + "/24", "dev", prefix);
    ip("link", "set", prefix, "up");
    for (int i = 0; i < count; i++) {
      String node = node(i);
      ip("netns", "add", node);
      in(hub, "link", "add", "n" + i, "type", "veth", "peer", "eth0", "netns", node);
      join("n" + i);
      in(node, "link", "set", "lo", "up");
      in(node, "link", "set", "eth0", "address", mac(i));
      in(node, "address", "add", host(i) + "/24", "dev", "eth0");
      in(node, "link", "set", "eth0", "up");
    }
    for (int i = 0; i < count; i++) {
      for (int other = 0; other < count; other++) {
        if (other != i) {
          know(node(i), host(other), mac(other));
        }
      }
    }
  }

  private void join(String port) throws IOException {
    in(hub, "link", "set", port, "master", "bridge", "up");
  }

  /** For ever: a sender that asked in vain who has an address would be told that nobody has. */
  private static void know(String namespace, String address, String mac) throws IOException {
    in(namespace, "neigh", "replace", address, "lladdr", mac, "dev", "eth0", "nud", "permanent");
  }

  /** How many nodes there may be. */
  public int count() {
    return count;
  }

  @Override
  public String host(int index) {
    return address(index + 1);
  }

  private String address(int last) {
    return network + last;
  }

  private static String mac(int index) {
    return "02:00:00:00:00:%02x".formatted(index + 1);
  }

  private String node(int index) {
    return prefix + "-" + index;
  }

  @Override
  public List<String> command(int index, List<String> command) {
    List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", node(index)));
    line.addAll(command);
    return line;
  }

  /** From now on what any of these nodes sends to another of them is swallowed, without a sign. */
  public void cut(int... nodes) throws IOException {
    isolate("on", nodes);
  }

  /** From now on what a node and the test send to each other is swallowed, too. */
  public void cutFromHere(int node) throws IOException {
    cut(node);
    in(hub, "link", "set", "self", "type", "bridge_slave", "isolated", "on");
  }

  /** The address at which nodes reach the test. */
  public String self() {
    return address(SELF);
  }

  /** They hear each other again. */
  public void heal(int... nodes) throws IOException {
    isolate("off", nodes);
  }

  /** A bridge passes nothing from one isolated port to another. */
  private void isolate(String how, int... nodes) throws IOException {
    for (int node : nodes) {
      in(hub, "link", "set", "n" + node, "type", "bridge_slave", "isolated", how);
    }
  }

  private void removeQuietly() {
    for (int i = 0; i < count; i++) {
      remove(node(i));
    }
    remove(hub);
  }

  /**
   * With what still runs there. The kernel takes its time with the devices in it, and so with their
   * other ends: the one that is in nobody's namespace goes first.
   */
  private static void remove(String namespace) {
    try {
      String link = namespace.replace("-hub", "");
      if (Files.exists(Path.of("/sys/class/net", link))) {
        ip("link", "delete", link);
      }
      if (Files.exists(NAMES.resolve(namespace))) {
        for (String pid : ip("netns", "pids", namespace).split("\\s+", -1)) {
          if (!pid.isEmpty()) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
          }
        }
        ip("netns", "delete", namespace);
      }
    } catch (IOException e) {
      System.err.println("left behind: " + namespace + ": " + e.getMessage());
    }
  }

  private static void sweep() throws IOException {
    if (Files.isDirectory(NAMES)) {
      try (Stream<Path> all = Files.list(NAMES)) {
        all.map(path -> NAME.matcher(path.getFileName().toString()))
            .filter(Matcher::matches)
            .filter(name -> ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty())
            .forEach(name -> remove(name.group()));
      }
    }
  }

  private static void in(String namespace, String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of("-n", namespace));
    line.addAll(List.of(arguments));
    ip(line.toArray(String[]::new));
  }

  private static String ip(String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of("ip"));
    line.addAll(List.of(arguments));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", line) + ": " + output.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return output;
  }

  /** Removes them, and ends what still runs there. */
  @Override
  public void close() {
    removeQuietly();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
