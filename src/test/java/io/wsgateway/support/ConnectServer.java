package io.wsgateway.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A backend that decides who connects; the token says what it answers. */
public final class ConnectServer implements AutoCloseable {
  /** What it was asked. */
  public record Call(JsonObject body, List<String> authorization, HttpExchange exchange) {
    /** A header of the request; empty if there is none. */
    public String header(String name) {
      String value = exchange.getRequestHeaders().getFirst(name);
      return value == null ? "" : value;
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final CountDownLatch held = new CountDownLatch(1);

  /** What it answers to {@code changing}. */
  public volatile String changing = "{}";

  /** Starts it. */
  public ConnectServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where it is asked. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/connect";
  }

  /** What it was asked so far. */
  public List<Call> calls() {
    return calls;
  }

  /** The last question. */
  public Call last() {
    return calls.get(calls.size() - 1);
  }

  /** Answers those who were {@code held-}. */
  public void release() {
    held.countDown();
  }

  private void handle(HttpExchange exchange) throws IOException {
    JsonObject body = new JsonObject(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    List<String> authorization =
        exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
    calls.add(new Call(body, List.copyOf(authorization), exchange));
    String asked = authorization.isEmpty() ? "" : authorization.get(0).replace("Bearer ", "");
    try {
      answer(exchange, asked);
    } catch (InterruptedException e) {
      exchange.close();
    }
  }

  private void answer(HttpExchange exchange, String asked)
      throws IOException, InterruptedException {
    String rest = asked.substring(asked.indexOf('-') + 1);
    switch (asked.replaceAll("-.*", "")) {
      case "user" -> send(exchange, 200, user(rest, 0));
      case "held" -> {
        held.await();
        send(exchange, 200, user(rest, 0));
      }
      case "soon" -> send(exchange, 200, user(rest, System.currentTimeMillis() / 1000 + 2));
      case "json" -> send(exchange, 200, rest);
      case "changing" -> send(exchange, 200, changing);
      case "status" -> send(exchange, Integer.parseInt(rest), "no");
      case "redirect" -> {
        exchange.getResponseHeaders().add("Location", url());
        send(exchange, 307, "");
      }
      case "endless" -> endless(exchange);
      default -> send(exchange, 200, "{}");
    }
  }

  private static String user(String name, long expires) {
    JsonObject result = new JsonObject().put("user", name);
    return new JsonObject()
        .put("result", expires == 0 ? result : result.put("expire_at", expires))
        .encode();
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static void endless(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      byte[] chunk = "{\"result\":{\"user\":\"alice\"}}".getBytes(UTF_8);
      while (true) {
        out.write(chunk);
        out.flush();
      }
    }
  }

  @Override
  public void close() {
    held.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
