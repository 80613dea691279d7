package io.wsgateway.server;

import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.support.Browser;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** reconnect.js on an empty page, its events on record, against a server that a test scripts. */
abstract class ReconnectFixture {
  @RegisterExtension static final Browser BROWSER = new Browser();

  /** Opens the socket and keeps every event as a plain object in {@code log}. */
  private static final String OPEN =
      """
      async ([url, options, tokens]) => {
        const { ReconnectingSocket } = await import("/client/reconnect.js");
        window.log = [];
        window.asked = 0;
        options.transports ??= ["websocket"];
        if (tokens) options.token = async () => tokens[window.asked++];
        window.s = new ReconnectingSocket(url, options);
        for (const type of ["connecting", "open", "message", "text", "answer", "failed", "missed", "waiting", "closed"]) {
          s.addEventListener(type, (e) => log.push({ ...e, type, isTrusted: undefined, state: s.state }));
        }
      }
      """;

  final Vertx vertx = Vertx.vertx();
  final Set<Long> timers = ConcurrentHashMap.newKeySet();
  StandIn server;
  Page page;

  @BeforeEach
  void start() {
    server = new StandIn(vertx).start();
    page = BROWSER.open(server.url("/blank"));
  }

  @AfterEach
  void stop() {
    timers.forEach(vertx::cancelTimer);
    server.close();
    vertx.close().await();
  }

  void open(String options) {
    open("/ws", options, null);
  }

  void open(String url, String options, String[] tokens) {
    page.evaluate(
        OPEN,
        Arrays.asList(
            url, new JsonObject(options).getMap(), tokens == null ? null : List.of(tokens)));
  }

  List<JsonObject> log() {
    JsonArray log = new JsonArray((String) page.evaluate("() => JSON.stringify(log)"));
    return log.stream().map(JsonObject.class::cast).toList();
  }

  List<JsonObject> log(String type) {
    return log().stream().filter(e -> e.getString("type").equals(type)).toList();
  }

  List<String> types() {
    return log().stream().map(e -> e.getString("type")).toList();
  }

  /** Waits until there were so many events of a type. */
  void until(String type, int count) {
    page.waitForFunction(
        "([type, count]) => log.filter((e) => e.type === type).length >= count",
        List.of(type, count));
  }

  /** Runs a statement of JavaScript as soon as it waits, so that no machine is too slow for it. */
  void whenItWaits(String statement) {
    page.evaluate(
        "() => s.addEventListener('waiting', () => { " + statement + " }, { once: true })");
  }

  void close(ServerWebSocket socket, int code, String reason) {
    server.end(socket, code, reason);
  }
}
