package io.wsgateway.deploy;

import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** HAProxy in front of three nodes, with a configuration of docs/balancers.md. */
final class HaproxyBalancer implements AutoCloseable {
  static final Path PROGRAM = Path.of("/usr/sbin/haproxy");

  /** The address that its connections to the nodes have. */
  static final String ADDRESS = "127.0.0.2";

  private static final String TLS = "bind :443 ssl";
  private static final String GLOBAL = "global\n  maxconn 8000\n  hard-stop-after 1s\n";

  private final ProxyProcess process;
  private final int port;
  private final int tls;
  private final int stats;

  private HaproxyBalancer(ProxyProcess process, int port, int tls, int stats) {
    this.process = process;
    this.port = port;
    this.tls = tls;
    this.stats = stats;
  }

  /** Starts it with what stands below its section "global", with the ports of the docs. */
  static HaproxyBalancer start(Path home, ProxySnippet configuration) throws IOException {
    int[] ports = FreePorts.of(3);
    Path file = home.resolve("haproxy.cfg");
    ProxySnippet here =
        configuration
            .with("bind :80\n", "bind 127.0.0.1:" + ports[0] + "\n")
            .with("inter 2s fastinter 500ms downinter 1s", "inter 200ms fastinter 100ms")
            .with("\nbackend gateways\n", "\nbackend gateways\n  source " + ADDRESS + "\n");
    if (here.text().contains(TLS)) {
      here = here.with(TLS, "bind 127.0.0.1:" + ports[2] + " ssl");
    }
    String page = "frontend stats\n  mode http\n  bind 127.0.0.1:%d\n  stats uri /\n";
    Files.writeString(file, GLOBAL + here.text() + page.formatted(ports[1]));
    ProxyProcess process =
        ProxyProcess.start(home, List.of(PROGRAM.toString(), "-W", "-db", "-f", file.toString()));
    process.awaitPort(ports[0]);
    return new HaproxyBalancer(process, ports[0], ports[2], ports[1]);
  }

  int port() {
    return port;
  }

  int tlsPort() {
    return tls;
  }

  /** Reads its configuration again: the old process ends, with its sockets, a second later. */
  void reload() throws IOException, InterruptedException {
    process.run(List.of("kill", "-USR2", Long.toString(process.pid())));
  }

  /** Waits until so many nodes get new clients. */
  void awaitUp(int count) {
    await("HAProxy to use " + count + " nodes")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                ProxyContract.get(stats, "/;csv")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("gateways,") && line.contains(",UP,"))
                        .filter(line -> !line.startsWith("gateways,BACKEND"))
                        .count()
                    == count);
  }

  @Override
  public void close() {
    process.close();
  }
}
