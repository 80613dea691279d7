package io.wsgateway.deploy;

import io.wsgateway.kit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** nginx in front of three nodes, with a configuration of docs/balancers.md. */
final class NginxBalancer implements AutoCloseable {
  static final Path PROGRAM = Path.of("/usr/sbin/nginx");

  /** The address that its connections to the nodes have. */
  static final String ADDRESS = "127.0.0.3";

  private static final String TLS = "listen 443 ssl";
  private static final String FRAME =
      """
      daemon off;
      user %1$s;
      worker_processes 1;
      worker_rlimit_nofile 20000;
      worker_shutdown_timeout 1s;
      pid %2$s/nginx.pid;
      error_log %2$s/error.log;
      events { worker_connections 10000; }
      http {
        access_log off;
        client_body_temp_path %2$s/body;
        proxy_temp_path %2$s/proxy;
        fastcgi_temp_path %2$s/fastcgi;
        uwsgi_temp_path %2$s/uwsgi;
        scgi_temp_path %2$s/scgi;
      %3$s
      }
      """;

  private final Path home;
  private final ProxyProcess process;
  private final int port;
  private final int tls;

  private NginxBalancer(Path home, ProxyProcess process, int port, int tls) {
    this.home = home;
    this.process = process;
    this.port = port;
    this.tls = tls;
  }

  /** Starts it with what stands in its section "http", with the ports of the docs. */
  static NginxBalancer start(Path home, ProxySnippet configuration) throws IOException {
    int[] ports = FreePorts.of(2);
    ProxySnippet here =
        configuration
            .with("listen 80;", "listen 127.0.0.1:" + ports[0] + ";")
            .with("proxy_pass ", "proxy_bind " + ADDRESS + ";\n    proxy_pass ");
    if (here.text().contains(TLS)) {
      here = here.with(TLS, "listen 127.0.0.1:" + ports[1] + " ssl");
    }
    Files.writeString(
        home.resolve("nginx.conf"),
        FRAME.formatted(System.getProperty("user.name"), home, here.text()));
    ProxyProcess process = ProxyProcess.start(home, command(home));
    process.awaitPort(ports[0]);
    return new NginxBalancer(home, process, ports[0], ports[1]);
  }

  private static List<String> command(Path home) {
    return List.of(
        PROGRAM.toString(),
        "-e",
        home.resolve("error.log").toString(),
        "-p",
        home.toString(),
        "-c",
        home.resolve("nginx.conf").toString());
  }

  int port() {
    return port;
  }

  int tlsPort() {
    return tls;
  }

  /** Reads its configuration again: the old worker ends, with its sockets, a second later. */
  void reload() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(command(home));
    command.addAll(List.of("-s", "reload"));
    process.run(command);
  }

  @Override
  public void close() {
    process.close();
  }
}
