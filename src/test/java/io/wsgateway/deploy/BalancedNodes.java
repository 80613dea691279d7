package io.wsgateway.deploy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Three nodes behind HAProxy and behind nginx, which both terminate TLS, too. */
final class BalancedNodes implements AutoCloseable {
  /** For the documented 60; the nodes ping every second. */
  static final int IDLE_SECONDS = 3;

  private static final String CONFIG =
      Fleet.CONFIG
          + """
          demo: {enabled: true}
          http: {host: 127.0.0.1, trustedProxies: ["127.0.0.2/31"]}
          limits: {connectionsPerAddress: 10000}
          keepAlive: {pingSeconds: 1, closeSeconds: 3}
          """;

  private final Path directory;
  private final ThreeNodes nodes;
  private final PemFiles pem;
  private final List<Runnable> ends = new ArrayList<>();
  private final HaproxyBalancer haproxy;
  private final NginxBalancer nginx;

  /**
   * Starts all of them.
   *
   * @param again how many nodes may be started again
   * @param acceptSeconds for the nodes' drain
   * @param windowSeconds for the nodes' drain
   * @param settings further keys of the nodes
   */
  BalancedNodes(
      Path directory, int again, int acceptSeconds, int windowSeconds, Map<String, Object> settings)
      throws Exception {
    this.directory = directory;
    this.pem = new PemFiles(Files.createDirectories(directory.resolve("tls")));
    pem.renew("localhost");
    Files.writeString(both(), Files.readString(pem.cert()) + Files.readString(pem.key()));
    String drain =
        "drain: {acceptSeconds: %d, windowSeconds: %d}\n".formatted(acceptSeconds, windowSeconds);
    nodes = ThreeNodes.of(again, CONFIG + drain, settings);
    ends.add(nodes::close);
    try {
      haproxy = haproxy("haproxy", snippet -> snippet);
      nginx = nginx("nginx", snippet -> snippet);
      haproxy.awaitUp(ThreeNodes.COUNT);
    } catch (RuntimeException | IOException e) {
      close();
      throw e;
    }
  }

  /** Skips the test where a proxy is not installed. */
  static void assumeInstalled() {
    for (Path program : new Path[] {HaproxyBalancer.PROGRAM, NginxBalancer.PROGRAM}) {
      assumeTrue(Files.isExecutable(program), () -> "no " + program);
    }
  }

  private Path both() {
    return pem.cert().resolveSibling("both.pem");
  }

  /** Starts an HAProxy with a variant of the documented configuration. */
  HaproxyBalancer haproxy(String name, UnaryOperator<ProxySnippet> variant) throws IOException {
    HaproxyBalancer one =
        HaproxyBalancer.start(
            Files.createDirectories(directory.resolve(name)),
            nodes
                .in(variant.apply(ProxySnippet.ofBalancer("haproxy")), true)
                .with("/etc/haproxy/ws.example.com.pem", both().toString())
                .with("timeout tunnel 60s", "timeout tunnel " + IDLE_SECONDS + "s"));
    ends.add(one::close);
    return one;
  }

  /** Starts an nginx with a variant of the documented configuration. */
  NginxBalancer nginx(String name, UnaryOperator<ProxySnippet> variant) throws IOException {
    NginxBalancer one =
        NginxBalancer.start(
            Files.createDirectories(directory.resolve(name)),
            nodes
                .in(variant.apply(ProxySnippet.ofBalancer("nginx")), false)
                .with("/etc/nginx/ws.example.com.crt", pem.cert().toString())
                .with("/etc/nginx/ws.example.com.key", pem.key().toString())
                .with("proxy_read_timeout 60s", "proxy_read_timeout " + IDLE_SECONDS + "s"));
    ends.add(one::close);
    return one;
  }

  ThreeNodes nodes() {
    return nodes;
  }

  HaproxyBalancer haproxy() {
    return haproxy;
  }

  NginxBalancer nginx() {
    return nginx;
  }

  /** What each node has printed so far. */
  String output() {
    return nodes.all().stream().map(GatewayProcess::output).collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    Collections.reverse(ends);
    ends.forEach(Runnable::run);
  }
}
