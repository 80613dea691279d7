package io.wsgateway.kit;

import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/**
 * A plain WebSocket client, of the JDK's make and not ours, that records everything it receives and
 * every close, and comes back if told so. Thread-safe.
 */
public final class RecordingClient implements AutoCloseable {
  private static final CompletableFuture<WebSocket> NOT_CONNECTED =
      CompletableFuture.failedFuture(new IllegalStateException("not connected"));

  private final String name;
  private final HttpClient http;
  private final Function<RecordingClient, URI> target;
  private final Reconnect reconnect;
  private final UnaryOperator<WebSocket.Builder> handshake;
  private final Random random;

  private final List<ReceivedMessage> received = new ArrayList<>();
  private final List<Disconnect> disconnects = new ArrayList<>();
  private final List<Long> openings = new ArrayList<>();
  private CompletableFuture<WebSocket> sending = NOT_CONNECTED;
  private WebSocket socket;
  private int connections;
  private int failures;
  private boolean closed;

  private RecordingClient(
      HttpClient http,
      String name,
      Function<RecordingClient, URI> target,
      Reconnect reconnect,
      UnaryOperator<WebSocket.Builder> handshake) {
    this.http = http;
    this.name = name;
    this.target = target;
    this.reconnect = reconnect;
    this.handshake = handshake;
    this.random = new Random(name.hashCode());
  }

  /** Begins to connect; see {@link #awaitConnections}. */
  public static RecordingClient to(HttpClient http, String name, URI target, Reconnect reconnect) {
    return to(http, name, client -> target, reconnect, builder -> builder);
  }

  /**
   * The same with an address that is asked for each attempt, for example to resume after what was
   * received, and with further headers or subprotocols.
   */
  public static RecordingClient to(
      HttpClient http,
      String name,
      Function<RecordingClient, URI> target,
      Reconnect reconnect,
      UnaryOperator<WebSocket.Builder> handshake) {
    RecordingClient client = new RecordingClient(http, name, target, reconnect, handshake);
    client.connect();
    return client;
  }

  private void connect() {
    if (isClosed()) {
      return;
    }
    var unused =
        handshake
            .apply(http.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(5)))
            .buildAsync(target.apply(this), new ClientListener(this))
            .whenComplete(
                (opened, failure) -> {
                  if (failure != null) {
                    ended(0, 1006, String.valueOf(failure.getMessage()));
                  }
                });
  }

  synchronized int opened(WebSocket opened) {
    socket = opened;
    failures = 0;
    connections++;
    openings.add(System.nanoTime());
    if (closed) {
      opened.abort();
    }
    sending = CompletableFuture.completedFuture(opened);
    return connections;
  }

  synchronized void received(int connection, boolean binary, Buffer data) {
    received.add(new ReceivedMessage(connection, System.nanoTime(), binary, data));
  }

  synchronized void ended(int connection, int code, String reason) {
    disconnects.add(new Disconnect(connection, System.nanoTime(), code, reason));
    sending = NOT_CONNECTED;
    OptionalLong wait = closed ? OptionalLong.empty() : reconnect.millis(failures, reason, random);
    failures++;
    wait.ifPresent(
        millis ->
            CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS)
                .execute(this::connect));
  }

  public String name() {
    return name;
  }

  /** Everything received so far, in order. */
  public synchronized List<ReceivedMessage> received() {
    return List.copyOf(received);
  }

  /** The marks of everything received so far; messages without one are left out. */
  public List<Mark> marks() {
    return received().stream().flatMap(message -> Mark.find(message.text()).stream()).toList();
  }

  /** Every end so far, of connections and of attempts. */
  public synchronized List<Disconnect> disconnects() {
    return List.copyOf(disconnects);
  }

  /** When each connection stood, by {@link System#nanoTime}. */
  public synchronized List<Long> openings() {
    return List.copyOf(openings);
  }

  /** How many connections there have been. */
  public synchronized int connections() {
    return connections;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Waits until there have been so many connections. */
  public RecordingClient awaitConnections(int count) {
    Awaitility.await(name + " to connect, connection " + count)
        .atMost(Duration.ofSeconds(30))
        .until(() -> connections() >= count);
    return this;
  }

  /** Waits until so many messages were received in all. */
  public List<ReceivedMessage> awaitReceived(int count) {
    Awaitility.await(name + " to receive " + count)
        .atMost(Duration.ofSeconds(30))
        .until(() -> received().size() >= count);
    return received();
  }

  /** Sends text on the connection that stands, in order; fails if there is none. */
  public CompletableFuture<WebSocket> send(String text) {
    return send(opened -> opened.sendText(text, true));
  }

  /** Sends bytes on the connection that stands, in order; fails if there is none. */
  public CompletableFuture<WebSocket> send(Buffer data) {
    return send(opened -> opened.sendBinary(ByteBuffer.wrap(data.getBytes()), true));
  }

  private synchronized CompletableFuture<WebSocket> send(
      Function<WebSocket, CompletableFuture<WebSocket>> write) {
    // The JDK's client takes one message at a time.
    sending = sending.thenCompose(write);
    return sending;
  }

  /** Closes with this code, and stays away. */
  public synchronized CompletableFuture<WebSocket> leave(int code, String reason) {
    closed = true;
    return send(opened -> opened.sendClose(code, reason));
  }

  /** Ends without a word, and stays away. */
  @Override
  public synchronized void close() {
    closed = true;
    if (socket != null) {
      socket.abort();
    }
  }
}
