package io.wsgateway.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket client that keeps what it hears. */
final class TestClient implements WebSocket.Listener, AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final StringBuilder parts = new StringBuilder();
  private @Nullable WebSocket socket;

  static TestClient connect(String uri) {
    TestClient client = new TestClient();
    client.socket = HTTP.newWebSocketBuilder().buildAsync(URI.create(uri), client).join();
    return client;
  }

  void send(String text) {
    socket.sendText(text, true).join();
  }

  /** What comes next; fails when nothing does. */
  String next() throws InterruptedException {
    String text = heard.poll(Waiting.LIMIT_SECONDS, TimeUnit.SECONDS);
    if (text == null) {
      throw new AssertionError("nothing came");
    }
    return text;
  }

  boolean hasHeard() {
    return !heard.isEmpty();
  }

  /** What has come and was not taken; null if nothing has. */
  @Nullable String poll() {
    return heard.poll();
  }

  /** The code and the reason with which the gateway closed. */
  String closed() {
    return closed.orTimeout(Waiting.LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  boolean isClosed() {
    return closed.isDone();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
    parts.append(text);
    if (last) {
      heard.add(parts.toString());
      parts.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.complete(error.toString());
  }

  @Override
  public void close() {
    socket.abort();
  }
}
