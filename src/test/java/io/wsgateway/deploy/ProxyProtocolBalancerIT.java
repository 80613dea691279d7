package io.wsgateway.deploy;

import static io.wsgateway.deploy.ThreeNodes.lines;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.RawSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes behind HAProxy as a TCP load balancer that sends the PROXY protocol, of both
 * versions; and proxies behind that one, which name the client in {@code Forwarded}.
 */
final class ProxyProtocolBalancerIT {
  /** One client of an address at each node. */
  private static final String CONFIG =
      """
      endpoints: [{path: /ws, channel: chat}]
      http:
        host: 127.0.0.1
        proxyProtocol: true
        trustedProxies: ["127.0.0.2/31"]
        forwardedHeader: Forwarded
      limits: {connectionsPerAddress: 1}
      """;

  private static final int MOST = 30;
  private static final String FORGED = "Forwarded: for=10.9.9.9;proto=https";

  @TempDir Path directory;
  private final List<AutoCloseable> started = new ArrayList<>();
  private ThreeNodes nodes;

  @BeforeEach
  void start() throws Exception {
    BalancedNodes.assumeInstalled();
    nodes = ThreeNodes.of(0, CONFIG);
    started.add(nodes);
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = started.size() - 1; i >= 0; i--) {
      started.get(i).close();
    }
  }

  @Test
  void clientsAreCountedAndLoggedByTheAddressInTheHeader() throws Exception {
    HaproxyBalancer second = balancer("v2", "send-proxy-v2");
    HaproxyBalancer first = balancer("v1", "send-proxy");
    oneAtEachNode("127.0.0.21", first.port());
    oneAtEachNode("127.0.0.22", second.port());

    // Proxies that read HTTP, behind the TCP load balancer.
    oneAtEachNode("127.0.0.23", forwarding(second.port()).port());
    oneAtEachNode("127.0.0.24", nginx(second.port()).port());
    assertThat(output()).doesNotContain("remote=10.9.9.9");

    whatLacksTheHeaderIsClosed();
  }

  private HaproxyBalancer balancer(String name, String header) throws IOException {
    HaproxyBalancer balancer =
        HaproxyBalancer.start(
            Files.createDirectories(directory.resolve(name)),
            nodes
                .in(ProxySnippet.ofBalancer("haproxy-proxy-protocol"), true)
                .with("bind :443\n", "bind :80\n")
                .with("balance leastconn", "balance roundrobin") // one after the other
                .with("send-proxy-v2", header));
    started.add(balancer);
    balancer.awaitUp(ThreeNodes.COUNT);
    return balancer;
  }

  private HaproxyBalancer forwarding(int next) throws IOException {
    HaproxyBalancer proxy =
        HaproxyBalancer.start(
            Files.createDirectories(directory.resolve("forwarding")),
            only(
                ProxySnippet.ofBalancer("haproxy")
                    .with("  bind :443 ssl crt /etc/haproxy/ws.example.com.pem\n", "")
                    .with(
                        "  option forwardfor\n",
                        ProxySnippet.ofBalancer("haproxy-forwarded").text())
                    .with("  option httpchk GET /health/ready\n", "")
                    .with("check port 8081", "check"),
                next));
    started.add(proxy);
    return proxy;
  }

  private NginxBalancer nginx(int next) throws IOException {
    NginxBalancer proxy =
        NginxBalancer.start(
            Files.createDirectories(directory.resolve("nginx")),
            only(
                ProxySnippet.ofBalancer("nginx")
                    .with("  listen 443 ssl;\n", "")
                    .with("  ssl_certificate     /etc/nginx/ws.example.com.crt;\n", "")
                    .with("  ssl_certificate_key /etc/nginx/ws.example.com.key;\n", "")
                    .with(
                        "upstream gateways",
                        ProxySnippet.ofBalancer("nginx-forwarded-map").text() + "upstream gateways")
                    .with(
                        "    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n",
                        ProxySnippet.ofBalancer("nginx-forwarded").text()),
                next));
    started.add(proxy);
    return proxy;
  }

  /** With another balancer in the place of each node. */
  private static ProxySnippet only(ProxySnippet documented, int next) {
    ProxySnippet here = documented;
    for (int place = 1; place <= ThreeNodes.COUNT; place++) {
      here = here.with("10.0.0.1" + place + ":8080", "127.0.0.1:" + next);
    }
    return here;
  }

  /** Which node an attempt reaches is for the balancer to say; a node that has one refuses. */
  private void oneAtEachNode(String address, int port) throws Exception {
    int accepted = 0;
    int refused = 0;
    while (accepted < ThreeNodes.COUNT || refused < ThreeNodes.COUNT) {
      RawSocket socket = ask(address, port);
      String head = socket.readHead();
      if (head.startsWith("HTTP/1.1 429 ")) {
        refused++;
      } else {
        assertThat(head).as(address).startsWith("HTTP/1.1 101 ");
        assertThat(socket.echoes("through")).isTrue();
        accepted++;
      }
      assertThat(accepted).as("accepted from %s", address).isLessThanOrEqualTo(ThreeNodes.COUNT);
      assertThat(refused).as("refused from %s", address).isLessThan(MOST);
    }
    await(address + " in the log")
        .until(
            () ->
                nodes.all().stream()
                    .allMatch(node -> lines(node, "client.connected", remote(address)) == 1));
  }

  private static String remote(String address) {
    return "remote=" + address + " ";
  }

  private RawSocket ask(String address, int port) throws Exception {
    RawSocket socket = RawSocket.tcpFrom(InetAddress.getByName(address), port);
    started.add(socket);
    return socket.send(RawSocket.handshake(port, "/ws", FORGED));
  }

  private void whatLacksTheHeaderIsClosed() {
    for (String garbled : new String[] {"", "PROXY TCP4 127.0.0.25\r\n", "\r\n\r\n\0\r\nQUIT\n!"}) {
      try (RawSocket direct = RawSocket.tcp(nodes.httpPort(0))) {
        direct.send(garbled.getBytes(ISO_8859_1), RawSocket.handshake(nodes.httpPort(0), "/ws"));
        assertThat(direct.readEnd()).as(garbled).isTrue();
      }
    }
    await().until(() -> lines(nodes.node(0), "event=proxy.protocol.missing") == 1);
  }

  private String output() {
    return nodes.all().stream().map(GatewayProcess::output).collect(Collectors.joining("\n"));
  }
}
