package io.wsgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wsgateway.kit.FreePorts;
import io.wsgateway.support.Logs;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What clients see through a proxy that runs the configuration of docs/guides/behind-a-proxy.md.
 * Skipped where that proxy is not installed.
 */
abstract class ProxyContract {
  /** For the documented 60; the gateway pings every second. */
  static final int IDLE_SECONDS = 2;

  /** As browsers ask; by default this client asks to upgrade to HTTP/2, too. */
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir Path directory;

  /** The program. */
  abstract Path program();

  /** Its whole configuration for these ports. */
  abstract String configuration(Path directory, int listen, int gateway, int management);

  /** Starts it in the foreground. */
  abstract List<String> start(Path directory, Path file);

  /** Makes it read its configuration again. */
  abstract List<String> reload(Path directory, Path file, long pid);

  /** Whether it closes idle sockets at all. */
  boolean closesIdleSockets() {
    return true;
  }

  /** What a reload does to a socket that is open. */
  void afterReload(RawSocket socket) {
    assertThat(socket.echoes("still here")).isTrue();
  }

  @BeforeEach
  void isInstalled() {
    assumeTrue(Files.isExecutable(program()), () -> "no " + program());
  }

  /** A proxy in front of a gateway. */
  final class Proxied implements AutoCloseable {
    final Path home;
    final Path file;
    final RunningGateway gateway;
    final ProxyProcess proxy;
    int port;

    Proxied(String name, int pingSeconds) throws Exception {
      home = Files.createDirectory(directory.resolve(name));
      file = home.resolve("proxy.conf");
      gateway =
          RunningGateway.of(
              """
              http: {host: 127.0.0.1, port: 0, trustedProxies: ["127.0.0.1/32"]}
              demo: {enabled: true}
              endpoints:
                - {path: /ws, channel: chat, subprotocols: [v1]}
                - {path: /text, channel: text, binary: false}
              limits: {connectionsPerAddress: 1}
              keepAlive: {pingSeconds: %d, closeSeconds: 20}
              drain: {windowSeconds: 1}
              """
                  .formatted(pingSeconds));
      listenOn(FreePorts.of(1)[0]);
      proxy = ProxyProcess.start(home, start(home, file));
      proxy.awaitPort(port);
    }

    void listenOn(int port) throws Exception {
      this.port = port;
      int management = gateway.gateway().managementPort();
      int http = gateway.gateway().httpPort();
      Files.writeString(file, configuration(home, port, http, management));
    }

    URI ws(String path) {
      return URI.create("ws://127.0.0.1:" + port + path);
    }

    RawSocket open() {
      return RawSocket.open(port, "/ws");
    }

    @Override
    public void close() {
      proxy.close();
      gateway.close();
    }
  }

  @Test
  void pagesAreServed() throws Exception {
    try (Proxied proxied = new Proxied("page", 25)) {
      HttpResponse<String> page = get(proxied.port, "/");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("<html");
      assertThat(get(proxied.port, "/client/reconnect.js").body()).contains("ReconnectingSocket");
      assertThat(get(proxied.port, "/ws").statusCode()).isEqualTo(426);
      assertThat(get(proxied.port, "/nothing").statusCode()).isEqualTo(404);
      assertThat(get(proxied.port, "/healthz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void socketsPassUnchanged() throws Exception {
    try (Proxied proxied = new Proxied("socket", 25)) {
      String origin = "http://127.0.0.1:" + proxied.port; // as a page of the proxy has it
      String large = "ü€😀".repeat(6000);
      try (PlainClient client =
          PlainClient.connect(
              proxied.ws("/ws"), builder -> builder.header("Origin", origin).subprotocols("v1"))) {
        assertThat(client.subprotocol()).isEqualTo("v1");
        client.send(large);
        client.send(new byte[] {0, 1, (byte) 0xff});
        assertThat(client.next()).isEqualTo(large);
        assertThat(client.next()).isEqualTo("binary:0001ff");
        client.close(4321, "done");
        assertThat(client.closed()).startsWith("4321");
      }
      await().until(() -> proxied.gateway.connections() == 0);
      try (PlainClient client = PlainClient.connect(proxied.ws("/text"))) {
        client.send(new byte[] {1});
        assertThat(client.closed()).startsWith("1003 ");
      }
    }
  }

  @Test
  void clientsAreCountedAndLoggedByTheirOwnAddress() throws Exception {
    try (Logs logs = new Logs();
        Proxied proxied = new Proxied("address", 25);
        RawSocket first = from("127.0.0.2", proxied.port);
        RawSocket again = from("127.0.0.2", proxied.port);
        RawSocket other = from("127.0.0.3", proxied.port)) {
      assertThat(ask(first, proxied.port)).startsWith("HTTP/1.1 101 ");
      assertThat(ask(again, proxied.port)).startsWith("HTTP/1.1 429 ");
      assertThat(ask(other, proxied.port)).startsWith("HTTP/1.1 101 ");
      // What the client claims does not count.
      await().until(() -> logged(logs, "127.0.0.2") && logged(logs, "127.0.0.3"));
    }
  }

  private static boolean logged(Logs logs, String remote) {
    return logs.lines().stream()
        .filter(line -> line.contains("event=\"client.connected\""))
        .anyMatch(line -> line.contains("remote=\"" + remote + "\""));
  }

  private static RawSocket from(String address, int port) throws Exception {
    return RawSocket.tcpFrom(InetAddress.getByName(address), port);
  }

  private static String ask(RawSocket socket, int port) {
    String forged = "X-Forwarded-For: 10.9.9.9";
    return socket.send(RawSocket.handshake(port, "/ws", forged)).readHead();
  }

  @Test
  void pingsKeepSilentSocketsOpen() throws Exception {
    try (Proxied pinging = new Proxied("pinging", 1);
        Proxied silent = new Proxied("silent", 25);
        RawSocket kept = pinging.open();
        RawSocket cut = silent.open()) {
      if (closesIdleSockets()) {
        assertThat(cut.readEnd()).as("the time-out of the snippet is the one that counts").isTrue();
      }
      for (int seconds = 0; seconds <= 2 * IDLE_SECONDS; seconds++) {
        assertThat(kept.read().opcode()).isEqualTo(RawSocket.PING);
        kept.send(RawSocket.frame(RawSocket.PONG, new byte[0]));
      }
      assertThat(kept.echoes("alive")).isTrue();
    }
  }

  @Test
  void aReloadTakesNewClients() throws Exception {
    // Its pings keep the socket open, however long the reload takes.
    try (Proxied proxied = new Proxied("reload", 1)) {
      try (RawSocket socket = proxied.open()) {
        assertThat(socket.echoes("before")).isTrue();
        int before = proxied.port;
        proxied.listenOn(FreePorts.of(1)[0]); // so that it shows when it has reloaded
        proxied.proxy.reload(reload(proxied.home, proxied.file, proxied.proxy.pid()), proxied.port);
        proxied.proxy.awaitNoPort(before); // what ran before has been told to end
        afterReload(socket);
      }
      await().until(() -> proxied.gateway.connections() == 0);
      try (RawSocket next = proxied.open()) {
        assertThat(next.echoes("after")).isTrue();
      }
    }
  }

  @Test
  void clientsAreToldWhenTheGatewayStops() throws Exception {
    try (Proxied proxied = new Proxied("stop", 25);
        RawSocket socket = proxied.open()) {
      proxied.gateway.stop();
      RawSocket.Frame close = socket.readClose();
      assertThat(close).isNotNull();
      assertThat(close.closeCode()).isEqualTo(1012);
      assertThat(close.closeReason()).contains("retry-ms=");
    }
  }

  static HttpResponse<String> get(int port, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
