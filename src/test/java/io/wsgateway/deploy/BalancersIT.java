package io.wsgateway.deploy;

import static io.wsgateway.deploy.ThreeNodes.lines;
import static io.wsgateway.deploy.ThreeNodes.places;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.Reconnect;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.TlsHandshake;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes behind HAProxy and nginx at the same time, with the configurations of
 * docs/balancers.md, while proxies are reloaded, nodes are restarted, and one is killed. Skipped
 * where one of the two is not installed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class BalancersIT {
  /** Sixty at each node through each balancer: enough for a reload to be noticed. */
  private static final int EACH = 180;

  private static final int ROOMS = 12;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Pattern LINK = Pattern.compile(" (?:src|href)=\"([^\"#:]+)\"");

  private BalancedNodes balanced;
  private Fleet fleet;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    BalancedNodes.assumeInstalled();
    balanced = new BalancedNodes(directory, 3, 2, 2, Map.of());
    fleet =
        new Fleet(
            EACH, ROOMS, Reconnect.soon(), balanced.haproxy().port(), balanced.nginx().port());
    fleet.publish(ROOMS, Duration.ofMillis(250), balanced.nodes()::all);
  }

  @AfterAll
  void stop() {
    if (fleet != null) {
      fleet.close();
    }
    if (balanced != null) {
      balanced.close();
    }
  }

  @Test
  @Order(1)
  void socketsPassAndSilentOnesStayOpen() throws Exception {
    int[] ports = {balanced.haproxy().port(), balanced.nginx().port()};
    List<RawSocket> silent = new ArrayList<>();
    for (int port : ports) {
      awaitLogged(port);
      silent.add(from("127.0.0.9", port));
      try (RawSocket socket = RawSocket.open(port, "/ws")) {
        assertThat(socket.echoes("through")).isTrue();
      }
      assertThat(ProxyContract.get(port, "/").body()).contains("<html");
      assertThat(ProxyContract.get(port, "/client/reconnect.js").statusCode()).isEqualTo(200);
      assertThat(ProxyContract.get(port, "/nothing").statusCode()).isEqualTo(404);
    }
    throughTls();
    belowAPrefix();
    for (RawSocket socket : silent) {
      answerPings(socket, 2 * BalancedNodes.IDLE_SECONDS + 1);
      socket.sendText("alive");
      await().until(socket::readText, "alive"::equals); // after what others wrote
      socket.close();
    }
  }

  /**
   * Waits for the client's address in a node's log. Each attempt connects anew: a node logs few
   * connects a second, and the fleet has just connected.
   */
  private void awaitLogged(int port) {
    String remote = port == balanced.haproxy().port() ? "127.0.0.10" : "127.0.0.11";
    await("a line about " + remote)
        .atMost(LIMIT)
        .until(
            () -> {
              from(remote, port).close();
              return balanced.nodes().all().stream()
                  .anyMatch(n -> lines(n, "client.connected", "endpoint=/ws ", remote + " ") > 0);
            });
  }

  /** Also reads what others wrote to the channel. */
  private static void answerPings(RawSocket socket, int count) {
    for (int pings = 0; pings < count; ) {
      RawSocket.Frame frame = socket.read();
      assertThat(frame).as("open after %d pings", pings).isNotNull();
      if (frame.opcode() == RawSocket.PING) {
        socket.send(RawSocket.frame(RawSocket.PONG, new byte[0]));
        pings++;
      }
    }
  }

  /** The address that it claims does not count. */
  private static RawSocket from(String address, int port) throws Exception {
    RawSocket socket = RawSocket.tcpFrom(InetAddress.getByName(address), port);
    socket.send(RawSocket.handshake(port, "/ws", "X-Forwarded-For: 10.9.9.9"));
    assertThat(socket.readHead()).startsWith("HTTP/1.1 101 ");
    return socket;
  }

  private void throughTls() throws Exception {
    HttpClient http = HttpClient.newBuilder().sslContext(TlsHandshake.trusting()).build();
    for (int port : new int[] {balanced.haproxy().tlsPort(), balanced.nginx().tlsPort()}) {
      URI uri = URI.create("wss://127.0.0.1:" + port + "/ws");
      String own = "https://127.0.0.1:" + port;
      try (PlainClient client = PlainClient.connect(http, uri, b -> b.header("Origin", own))) {
        client.send("through TLS");
        assertThat(client.next()).isEqualTo("through TLS");
      }
      String plain = own.replace("https", "http");
      assertThatThrownBy(() -> PlainClient.connect(http, uri, b -> b.header("Origin", plain)))
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(403));
    }
  }

  private void belowAPrefix() throws Exception {
    int haproxy =
        balanced
            .haproxy(
                "haproxy-prefix",
                snippet ->
                    snippet
                        .with(
                            "  default_backend gateways\n",
                            ProxySnippet.ofBalancer("haproxy-prefix").text())
                        .with(
                            "\nbackend gateways\n",
                            "\nbackend gateways\n"
                                + ProxySnippet.ofBalancer("haproxy-prefix-backend").text()))
            .port();
    int nginx =
        balanced
            .nginx(
                "nginx-prefix",
                snippet ->
                    snippet.with(
                        "  location / {\n    proxy_pass http://gateways;\n",
                        ProxySnippet.ofBalancer("nginx-prefix").text()))
            .port();
    for (int port : new int[] {haproxy, nginx}) {
      URI page = URI.create("/realtime/");
      String html = ProxyContract.get(port, page.getPath()).body();
      assertThat(html).contains("data-endpoint=\"ws\""); // relative to the page
      List<String> links =
          LINK.matcher(html).results().map(link -> page.resolve(link.group(1)).getPath()).toList();
      assertThat(links).contains("/realtime/demo/chat.js");
      for (String link : links) {
        assertThat(ProxyContract.get(port, link).statusCode()).as(link).isEqualTo(200);
      }
      assertThat(ProxyContract.get(port, "/realtime/client/reconnect.js").body())
          .contains("ReconnectingSocket");
      HttpResponse<String> bare = ProxyContract.get(port, "/realtime");
      assertThat(bare.statusCode()).isIn(301, 302);
      assertThat(bare.headers().firstValue("Location").orElse("")).endsWith("/realtime/");
      assertThat(ProxyContract.get(port, "/demo/chat.js").statusCode()).isNotEqualTo(200);
      try (RawSocket socket = RawSocket.open(port, "/realtime/ws")) {
        assertThat(socket.echoes("below a prefix")).isTrue();
      }
    }
  }

  @Test
  @Order(2)
  void aReloadOfEitherProxyIsLoggedByEveryNode() throws Exception {
    balanced.haproxy().reload();
    balanced.nginx().reload();
    fleet.awaitBack(1);
    for (GatewayProcess node : balanced.nodes().all()) {
      for (String proxy : List.of(HaproxyBalancer.ADDRESS, NginxBalancer.ADDRESS)) {
        String[] line = {"event=proxy.reload", "remote=" + proxy, "looks like a proxy reload: "};
        await(node.name() + " to tell of " + proxy)
            .atMost(LIMIT)
            .until(() -> lines(node, line) == 2 && lines(node, withBack(line)) == 1);
      }
    }
  }

  private static String[] withBack(String... line) {
    return new String[] {line[0], line[1], line[2], " back after "};
  }

  @Test
  @Order(3)
  void aRollingRestartRefusesNobody() throws Exception {
    int failed = fleet.failures().size();
    for (int place : places().toArray()) {
      GatewayProcess old = balanced.nodes().node(place);
      long reloads = lines(old, "event=proxy.reload");
      old.terminate();
      assertThat(old.awaitExit(LIMIT)).isZero();
      fleet.awaitAllUp();
      assertThat(lines(old, "event=drain.ended")).isEqualTo(1);
      assertThat(lines(old, "event=proxy.reload")).as("its own closes").isEqualTo(reloads);
      balanced.nodes().follow(place);
      balanced.haproxy().awaitUp(ThreeNodes.COUNT);
    }
    assertThat(fleet.failures().stream().skip(failed)).as("refused attempts").isEmpty();
    assertThat(fleet.clients())
        .as("every client was closed with 1012 at least once")
        .allSatisfy(client -> assertThat(client.disconnects()).anyMatch(end -> end.code() == 1012));
  }

  @Test
  @Order(4)
  void clientsOfAKilledNodeAreBackAndTheOthersStay() throws Exception {
    int failed = fleet.failures().size();
    long killed = System.nanoTime();
    balanced.nodes().node(1).kill();
    await("clients of the killed node to be back")
        .atMost(LIMIT)
        .until(() -> !fleet.absences(killed).isEmpty());
    fleet.awaitAllUp();
    assertThat(fleet.absences(killed)).hasSizeLessThan(2 * EACH);
    assertThat(fleet.failures().stream().skip(failed)).as("refused attempts").isEmpty();
    for (int place : new int[] {0, 2}) {
      GatewayProcess other = balanced.nodes().node(place);
      assertThat(lines(other, "event=proxy.reload")).as("no proxy was reloaded").isZero();
    }
  }
}
