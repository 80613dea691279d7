package io.wsgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wsgateway.kit.GatewayProcess;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients of several languages, and a page in Chromium, that receive by SSE and send by POST,
 * through an nginx that gives every request to the next of three nodes, dead or not. One node is
 * killed.
 */
final class HttpClientsIT {
  private static final String CURL = "curl";
  private static final String NODE = "node";
  private static final String PYTHON = "python";
  private static final String REQUESTS = "python-requests";
  private static final String GO = "go";
  private static final String PHP = "php";
  private static final String EVENT_SOURCE = "event-source";

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String CONFIG =
      """
      endpoints: [{path: /chat, channel: chat, onMessage: publish, welcome: welcome}]
      http: {host: 127.0.0.1, trustedProxies: ["127.0.0.3/32"]}
      keepAlive: {pingSeconds: 1}
      """;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path directory;

  private static final List<AutoCloseable> opened = new ArrayList<>();
  private static final Map<String, HttpProgram> clients = new TreeMap<>();

  /** How many clients were connected to the node that was killed. */
  private static int lost;

  @BeforeAll
  static void run() throws Exception {
    if (!Files.isExecutable(NginxBalancer.PROGRAM)) {
      return;
    }
    Map<String, HttpProgram.Language> here = here();
    ThreeNodes nodes = ThreeNodes.of(0, CONFIG);
    opened.add(nodes);
    NginxBalancer nginx =
        NginxBalancer.start(Files.createDirectory(directory.resolve("nginx")), strict(nodes));
    opened.add(nginx);
    for (Map.Entry<String, HttpProgram.Language> one : here.entrySet()) {
      HttpProgram client =
          HttpProgram.start(one.getValue(), "http://127.0.0.1:" + nginx.port() + "/chat");
      opened.add(client);
      clients.put(one.getKey(), client);
      awaitGot("welcome", client);
    }
    round("before");
    GatewayProcess victim = nodes.node(1);
    lost = connections(victim);
    victim.kill();
    // Its port refuses from now on, and nginx answers 502 in its place.
    round("after");
    await("everybody to be back")
        .atMost(LIMIT)
        .until(() -> connections(nodes.node(0)) + connections(nodes.node(2)) == clients.size());
    round("again");
  }

  private static int connections(GatewayProcess node) {
    return (int) node.metric(HTTP, "gateway_connections");
  }

  private static Map<String, HttpProgram.Language> here() throws Exception {
    Map<String, HttpProgram.Language> all = new LinkedHashMap<>();
    all.put(
        CURL,
        HttpProgram.Language.of(
            "bash --version && curl --version", "bash", HttpProgram.source("client.sh")));
    all.put(
        NODE, HttpProgram.Language.of("node --version", "node", HttpProgram.source("client.mjs")));
    all.put(
        PYTHON,
        HttpProgram.Language.of("python3 --version", "python3", HttpProgram.source("client.py")));
    all.put(
        REQUESTS,
        HttpProgram.Language.of(
            "python3 -c 'import requests'", "python3", HttpProgram.source("with_requests.py")));
    String go = directory.resolve("client").toString();
    all.put(
        GO,
        HttpProgram.Language.of(
            "go version && go build -o " + go + " " + HttpProgram.source("client.go"), go));
    all.put(PHP, HttpProgram.Language.of("php --version", "php", HttpProgram.source("client.php")));
    all.put(EVENT_SOURCE, EventSourceProgram.language());
    Map<String, HttpProgram.Language> here = new LinkedHashMap<>();
    for (Map.Entry<String, HttpProgram.Language> one : all.entrySet()) {
      if (one.getValue().isHere()) {
        here.put(one.getKey(), one.getValue());
      }
    }
    return here;
  }

  /** Every request goes to the next node, whatever became of the one before. */
  private static ProxySnippet strict(ThreeNodes nodes) throws Exception {
    return nodes
        .in(ProxySnippet.ofBalancer("nginx"), false)
        .with("  least_conn;\n", "")
        .with("  listen 443 ssl;\n", "")
        .with("  ssl_certificate     /etc/nginx/ws.example.com.crt;\n", "")
        .with("  ssl_certificate_key /etc/nginx/ws.example.com.key;\n", "")
        .with("proxy_next_upstream error timeout http_503;", "proxy_next_upstream off;");
  }

  /** Every client posts, and is answered. */
  private static void round(String what) {
    clients.forEach((name, client) -> client.post(what + " " + name));
    for (Map.Entry<String, HttpProgram> one : clients.entrySet()) {
      await("the answer to " + one.getKey() + ", " + what)
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(one.getValue().lines()).contains("sent " + what + " " + one.getKey()));
    }
    if (!what.equals("after")) {
      for (HttpProgram client : clients.values()) {
        for (String name : clients.keySet()) {
          awaitGot(what + " " + name, client);
        }
      }
    }
  }

  private static void awaitGot(String text, HttpProgram client) {
    await("\"" + text + "\"")
        .atMost(LIMIT)
        .failFast(
            () -> {
              if (!client.isAlive()) {
                throw new AssertionError("ended: " + client.lines());
              }
            })
        .until(() -> client.lines().contains("got " + text));
  }

  @AfterAll
  static void stop() throws Exception {
    Collections.reverse(opened);
    for (AutoCloseable one : opened) {
      one.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CURL, NODE, PYTHON, REQUESTS, GO, PHP, EVENT_SOURCE})
  void receivesAndSends(String language) {
    assumeTrue(Files.isExecutable(NginxBalancer.PROGRAM), () -> "no " + NginxBalancer.PROGRAM);
    HttpProgram client = clients.get(language);
    assumeTrue(client != null, () -> "no " + language);
    List<String> lines = List.copyOf(client.lines());
    Set<String> all = clients.keySet();
    for (String name : all) {
      assertThat(lines).containsOnlyOnce("got before " + name, "got again " + name);
      // A client that was at the killed node may have been away then.
      assertThat(lines.stream().filter(("got after " + name)::equals).count())
          .isLessThanOrEqualTo(1);
    }
    assertThat(lines).noneMatch(line -> line.startsWith("refused") || line.startsWith("failed"));
    long welcomes = lines.stream().filter("got welcome"::equals).count();
    if (welcomes == 1) {
      all.forEach(name -> assertThat(lines).contains("got after " + name));
    }
  }

  @Test
  void someHadToReconnect() {
    assumeTrue(clients.size() > 1, "no nginx, or a single language");
    long back =
        clients.values().stream()
            .filter(client -> client.lines().stream().filter("got welcome"::equals).count() > 1)
            .count();
    assertThat(back).isGreaterThanOrEqualTo(lost);
    assertThat(lost).isPositive();
  }
}
