package io.wsgateway.effect;

import static io.wsgateway.effect.KeyRow.seen;
import static io.wsgateway.effect.KeyRow.unseen;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.buffer.Buffer;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.RawSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A node with webhooks, and a backend that is slow when the message says so. */
final class HookKeys extends KeyGroup {
  private static final String SECRET = Base64.getEncoder().encodeToString(new byte[32]);

  /** Longer than the node waits, and less than it would wait by default. */
  private static final int SLOW_MILLIS = 1500;

  private static final String CONFIG =
      Node.API
          + """
          node: {eventLoops: 1}
          endpoints: [{path: /ask, channel: chat, onMessage: forward, awaitReply: true}]
          events: {send: [connected]}
          hooks:
            secret: %s
            timeoutMillis: 700
            maxInFlight: 1
            clientHeaders: [X-Team]
            inbound: {url: "http://127.0.0.1:%d/in", whenDown: reply}
            events: {url: "http://127.0.0.1:%d/events", queueBytes: 65536}
          """;

  /** A call as it came. */
  private record Call(String path, Headers headers, Buffer body) {}

  private final HttpServer backend;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final AtomicInteger now = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  HookKeys() throws IOException {
    backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    backend.setExecutor(threads);
    backend.createContext("/", this::answer);
    backend.start();
    int port = backend.getAddress().getPort();
    add(GatewayProcess.named("hooks").config(CONFIG.formatted(SECRET, port, port)));
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    calls.add(new Call(path, exchange.getRequestHeaders(), Buffer.buffer(body)));
    String text = new String(body, UTF_8);
    try {
      if (path.equals("/in")) {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        Thread.sleep(text.equals("slow") ? SLOW_MILLIS : 20);
        now.decrementAndGet();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.getResponseHeaders().add("content-type", "text/plain");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  List<KeyRow> rows() {
    return List.of(
        seen("hooks.inbound.url", () -> assertThat(ask("hello")).isEqualTo("hello")),
        seen("hooks.secret", this::theCallIsSigned),
        seen("hooks.clientHeaders", this::theHeaderIsPassedOn),
        seen("hooks.events.url", this::theEventArrives),
        unseen(
            "hooks.events.queueBytes",
            "the least it can be holds hundreds of events; see EventQueueTest"),
        seen("hooks.maxInFlight", this::oneIsInFlight),
        seen("hooks.inbound.whenDown", () -> assertThat(ask("slow")).contains("503")),
        seen("hooks.timeoutMillis", () -> assertThat(ask("slow")).contains("503")));
  }

  private String ask(String message) {
    try (RawSocket client = node().open("/ask", "X-Team: red")) {
      return client.sendText(message).readText();
    }
  }

  private Call last(String path) {
    await().until(() -> calls.stream().anyMatch(call -> call.path().equals(path)));
    List<Call> all = calls.stream().filter(call -> call.path().equals(path)).toList();
    return all.get(all.size() - 1);
  }

  private void theCallIsSigned() throws GeneralSecurityException {
    ask("signed");
    Call call = last("/in");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET), "HmacSHA256"));
    String stamp =
        call.headers().getFirst("webhook-id") + "." + call.headers().getFirst("webhook-timestamp");
    mac.update((stamp + ".").getBytes(UTF_8));
    assertThat(call.headers().getFirst("webhook-signature"))
        .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(call.body().getBytes())));
  }

  private void theHeaderIsPassedOn() {
    ask("headers");
    assertThat(last("/in").headers().getFirst("X-Team")).isEqualTo("red");
  }

  private void theEventArrives() {
    ask("hello");
    assertThat(last("/events").body().toString()).startsWith("[{\"event\":\"connected\"");
  }

  private void oneIsInFlight() {
    most.set(0);
    try (RawSocket first = node().open("/ask");
        RawSocket second = node().open("/ask");
        RawSocket third = node().open("/ask")) {
      first.sendText("a");
      second.sendText("b");
      third.sendText("c");
      assertThat(first.readText()).isEqualTo("a");
      assertThat(second.readText()).isEqualTo("b");
      assertThat(third.readText()).isEqualTo("c");
    }
    assertThat(most).hasValue(1);
  }

  @Override
  public void close() {
    super.close();
    backend.stop(0);
    threads.shutdownNow();
  }
}
