package io.wsgateway.support;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** The JDK's WebSocket client, as somebody who knows nothing of the gateway would use it. */
public final class PlainClient implements AutoCloseable, WebSocket.Listener {
  private static final long DEADLINE_SECONDS = 20;

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder binary = new StringBuilder();
  private final WebSocket socket;

  private PlainClient(HttpClient http, URI uri, UnaryOperator<WebSocket.Builder> options)
      throws Exception {
    socket =
        options
            .apply(http.newWebSocketBuilder())
            .buildAsync(uri, this)
            .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** Connects. */
  public static PlainClient connect(URI uri) throws Exception {
    return connect(uri, builder -> builder);
  }

  /** Connects with headers or subprotocols. */
  public static PlainClient connect(URI uri, UnaryOperator<WebSocket.Builder> options)
      throws Exception {
    return connect(HttpClient.newHttpClient(), uri, options);
  }

  /** Connects with a client of one's own, for TLS. */
  public static PlainClient connect(
      HttpClient http, URI uri, UnaryOperator<WebSocket.Builder> options) throws Exception {
    return new PlainClient(http, uri, options);
  }

  /** The selected subprotocol; empty when none. */
  public String subprotocol() {
    return socket.getSubprotocol();
  }

  /** Sends a text message. */
  public void send(String message) throws Exception {
    socket.sendText(message, true).get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** Sends a text message in fragments. */
  public void sendFragments(String... parts) throws Exception {
    for (int i = 0; i < parts.length; i++) {
      socket.sendText(parts[i], i == parts.length - 1).get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Sends a binary message. */
  public void send(byte[] message) throws Exception {
    socket.sendBinary(ByteBuffer.wrap(message), true).get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** The next message: text as it is, binary as {@code binary:} and its bytes in hex. */
  public String next() throws Exception {
    String message = heard.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message within " + DEADLINE_SECONDS + " s");
    }
    return message;
  }

  /** The next so many messages. */
  public List<String> next(int count) throws Exception {
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(next());
    }
    return messages;
  }

  /** Whether a message waits that nobody asked for. */
  public boolean hasMore() {
    return !heard.isEmpty();
  }

  /** Begins the closing handshake. */
  public void close(int code, String reason) throws Exception {
    socket.sendClose(code, reason).get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** Whether the gateway has closed it. */
  public boolean isClosed() {
    return closed.isDone();
  }

  /** The close that the gateway sent: code, blank, reason. */
  public String closed() throws Exception {
    return closed.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      heard.add(text.toString());
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    binary.append(HexFormat.of().formatHex(bytes));
    if (last) {
      heard.add("binary:" + binary);
      binary.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.completeExceptionally(error);
  }

  @Override
  public void close() {
    socket.abort();
  }
}
