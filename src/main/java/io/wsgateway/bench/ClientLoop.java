package io.wsgateway.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs many clients on one thread with one selector. All clients share one direct buffer for
 * reading, so that a delivery costs a system call, a few comparisons and no allocation: the load
 * generator must not become the bottleneck.
 */
final class ClientLoop implements AutoCloseable {
  /** The size of the buffer, which is also the longest frame. */
  private static final int BUFFER_BYTES = 1 << 20;

  private final Selector selector;
  private final Target target;
  private final IntFunction<Handshake> handshakes;
  private final Sources sources;
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ServerFrame frame = new ServerFrame();
  private final ServerEvent event = new ServerEvent();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Timers timers = new Timers();
  private final Thread thread;
  private @Nullable ClientEvents events;
  private volatile boolean stopping;
  private volatile @Nullable Throwable fault;

  /**
   * Makes a loop.
   *
   * @param handshakes the handshake of each client, by its number
   */
  ClientLoop(String name, Target target, IntFunction<Handshake> handshakes, Sources sources) {
    this.target = target;
    this.handshakes = handshakes;
    this.sources = sources;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new BenchException("No selector can be opened: " + e.getMessage(), e);
    }
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /** Starts the thread. */
  void start(ClientEvents listener) {
    this.events = listener;
    thread.start();
  }

  /** Runs a task on the loop. Any thread may call it. */
  void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  /** Runs a task later. Call it on the loop. */
  void later(long nanos, Runnable task) {
    timers.add(System.nanoTime() + nanos, task);
  }

  /** Fails if an exception has ended the thread. Any thread may call it. */
  void requireRunning() {
    Throwable cause = fault;
    if (cause instanceof BenchException known) {
      throw known;
    }
    if (cause != null) {
      throw new IllegalStateException("the load generator failed", cause);
    }
  }

  /** Opens a connection and reports its events to the listener. Call it on the loop. */
  @Nullable Client connect(int index, long intendedNanos) {
    SocketChannel channel;
    try {
      channel = SocketChannel.open();
    } catch (IOException e) {
      throw new BenchException(
          "No more sockets can be opened (" + e.getMessage() + "); raise ulimit -n.", e);
    }
    Client client = new Client(index, this, channel, handshakes.apply(index), intendedNanos);
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      InetSocketAddress source = sources.of(index);
      if (source != null) {
        channel.bind(source);
      }
      boolean connected = channel.connect(target.address());
      client.key = channel.register(selector, connected ? 0 : SelectionKey.OP_CONNECT, client);
      if (connected) {
        connected(client);
      }
      return client;
    } catch (IOException e) {
      gone(client, "connect: " + e.getMessage(), 0);
      return null;
    }
  }

  /**
   * Sends a close frame; {@code closed} follows when the server has answered. Call it on the loop.
   */
  void leave(Client client) {
    client.leaving = true;
    try {
      client.write(ClientFrames.close(1000));
    } catch (IOException e) {
      gone(client, "close: " + e.getMessage(), 0);
    }
  }

  /** Drops the connection, as a failed network would; the listener is not notified. */
  void cut(Client client) {
    client.leaving = true;
    client.end();
  }

  @Override
  public void close() {
    stopping = true;
    selector.wakeup();
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (selector) {
      while (!stopping) {
        selector.select(this::handle, timers.patience(System.nanoTime()));
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
        timers.run(System.nanoTime());
        events().afterRound();
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    } catch (IOException | RuntimeException e) {
      fault = e;
    }
  }

  private void handle(SelectionKey key) {
    Client client = (Client) key.attachment();
    try {
      if (client.state == Client.State.CONNECTING) {
        client.channel.finishConnect();
        connected(client);
      } else {
        read(client);
      }
    } catch (IOException | BenchException e) {
      gone(client, e.getMessage() == null ? e.toString() : e.getMessage(), 0);
    }
  }

  private void connected(Client client) throws IOException {
    if (client.key != null) {
      client.key.interestOps(SelectionKey.OP_READ);
    }
    TlsTrust trust = target.tls();
    if (trust == null) {
      upgrade(client);
    } else {
      client.state = Client.State.SECURING;
      client.tls = new TlsPipe(trust);
      client.tls.shake(client::write);
    }
  }

  private void upgrade(Client client) throws IOException {
    client.state = Client.State.UPGRADING;
    client.write(client.handshake.request());
  }

  private void read(Client client) throws IOException {
    in.clear();
    ByteBuffer rest = client.rest;
    if (rest != null && rest.position() > 0) {
      in.put(rest.flip());
      rest.clear();
    }
    int count = client.read(in);
    if (count < 0) {
      gone(client, "the server ended the connection", 0);
      return;
    }
    if (client.state == Client.State.SECURING && client.isSecure()) {
      upgrade(client);
    }
    long now = System.nanoTime();
    in.flip();
    if (client.state == Client.State.UPGRADING && !opened(client, now)) {
      return;
    }
    if (client.handshake.listening() == Listening.SSE) {
      events(client, now);
    } else {
      frames(client, now);
    }
    if (client.state == Client.State.OPEN) {
      client.keep(in);
    }
  }

  private void frames(Client client, long now) throws IOException {
    while (client.state == Client.State.OPEN && frame.next(in)) {
      take(client, now);
    }
  }

  private void events(Client client, long now) {
    while (client.state == Client.State.OPEN && event.next(in)) {
      events().message(client, in, event.offset, event.length, now);
    }
  }

  private boolean opened(Client client, long now) {
    int end = Handshake.end(in);
    if (end < 0) {
      client.keep(in);
      return false;
    }
    byte[] answer = new byte[end];
    in.get(answer);
    Handshake.Refusal refusal = client.handshake.check(new String(answer, ISO_8859_1));
    if (refusal != null) {
      gone(client, refusal.reason(), refusal.retryAfterSeconds());
      return false;
    }
    client.state = Client.State.OPEN;
    events().opened(client, now);
    return true;
  }

  private void take(Client client, long now) throws IOException {
    if (frame.opcode == ServerFrame.PING) {
      client.write(ClientFrames.of(ClientFrames.PONG, payload()));
    } else if (frame.opcode == ServerFrame.CLOSE) {
      byte[] close = payload();
      if (!client.leaving) {
        client.write(ClientFrames.of(ClientFrames.CLOSE, close));
      }
      int code = close.length < 2 ? 1005 : ((close[0] & 255) << 8) | (close[1] & 255);
      gone(client, "closed with " + code, 0);
    } else if (frame.opcode != ServerFrame.CONTINUATION && frame.opcode < ServerFrame.CLOSE) {
      events().message(client, in, frame.offset, frame.length, now);
    }
  }

  private byte[] payload() {
    byte[] bytes = new byte[frame.length];
    in.get(frame.offset, bytes);
    return bytes;
  }

  private void gone(Client client, String reason, int retryAfterSeconds) {
    if (client.state != Client.State.CLOSED) {
      client.end();
      events().closed(client, reason, retryAfterSeconds);
    }
  }

  private ClientEvents events() {
    ClientEvents listener = events;
    if (listener == null) {
      throw new IllegalStateException("the loop was not started");
    }
    return listener;
  }
}
