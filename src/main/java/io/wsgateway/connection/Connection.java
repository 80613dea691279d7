package io.wsgateway.connection;

import io.vertx.core.net.SocketAddress;
import io.wsgateway.channel.SlowConsumer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's pipe. It writes at once while the socket takes more, else it queues; it closes in
 * order, and always ends.
 *
 * <p>Belongs to its {@link ConnectionLoop}: every method must be called on that event loop. After
 * the end all methods do nothing.
 */
public final class Connection {
  private enum State {
    /** The 101 is not written, or {@code opened()} runs. */
    OPENING,
    OPEN,
    /** Closed by us; the close frame goes after what waits. */
    ENDING,
    /** The close frame is written; nothing may follow. */
    CLOSING,
    CLOSED
  }

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** What one write takes from the queue. */
  private static final int DRAIN_BYTES = 32 * 1024;

  private final ConnectionLoop loop;
  private final ConnectionListener listener;
  private final SocketAddress remoteAddress;
  private final Traffic traffic;
  private final Liveness liveness;
  private State state = State.OPENING;
  private @Nullable FrameWriter writer;
  private @Nullable OutboundQueue queue;
  private @Nullable CloseEvent event;
  private @Nullable IntakeLimit intake;
  private boolean paused;
  private boolean overflowing;
  private boolean told;
  private int deadline;

  /** Where the loop keeps it; the loop's. */
  int index = -1;

  /** Whether it waits for the loop's next flush; the loop's. */
  boolean dirty;

  Connection(
      ConnectionLoop loop,
      ConnectionListener listener,
      SocketAddress remoteAddress,
      Traffic traffic) {
    this.loop = loop;
    this.listener = listener;
    this.remoteAddress = remoteAddress;
    this.traffic = traffic;
    this.liveness = new Liveness(loop.limits(), loop.keepAlive(), loop.now());
    this.deadline = loop.deadline();
  }

  /**
   * Sends a message that is never dropped, in order with deliveries. If it finds no room, the
   * connection is closed as slow.
   */
  public void send(WireMessage message) {
    if (!takesMessages()) {
      return;
    }
    FrameWriter out = writer;
    // What opened() sends goes before deliveries that came earlier.
    boolean next = state == State.OPENING || nothingWaits();
    if (out != null && next && out.isWritable()) {
      write(out, List.of(message));
      return;
    }
    long before = queue().bytes();
    boolean added = queue().add(message);
    loop.queued(queue().bytes() - before);
    if (!added) {
      tooSlow(SlowConsumer.DISCONNECT);
    }
  }

  /**
   * Delivers a batch of a channel, in that channel's order. The batch stays the caller's, who
   * shares it with other connections and releases it.
   */
  public void deliver(FrameBatch batch, String channel, SlowConsumer policy) {
    FrameWriter out = writer;
    if (state == State.OPEN && out != null && nothingWaits() && out.isWritable()) {
      out.write(batch);
      written(batch.messages().size(), batch.bytes());
      return;
    }
    for (WireMessage message : batch.messages()) {
      queue(message, channel, policy);
    }
  }

  /** Delivers one message of a channel to this client alone, in that channel's order. */
  public void deliver(WireMessage message, String channel, SlowConsumer policy) {
    FrameWriter out = writer;
    if (state == State.OPEN && out != null && nothingWaits() && out.isWritable()) {
      write(out, List.of(message));
    } else {
      queue(message, channel, policy);
    }
  }

  /** Closes with a code of the table and its usual reason. */
  public void close(CloseCode code) {
    close(code.code(), code.reason());
  }

  /** Closes with a code of the table. */
  public void close(CloseCode code, String reason) {
    close(code.code(), reason);
  }

  /**
   * Closes: what was sent before still goes, then the close frame; TCP ends when the peer answered,
   * and after {@code keepAlive.closeSeconds} in any case. Only the first call counts.
   *
   * @param code any code that may be sent
   * @param reason cut to 123 bytes; with 1012 and 1013 {@code retry-ms=<n>} is appended unless it
   *     is there
   */
  public void close(int code, String reason) {
    if (!takesMessages()) {
      return;
    }
    end(new CloseEvent(code, CloseReason.of(code, reason), false));
    if (state == State.OPEN) {
      state = State.ENDING;
      resume();
      drain();
    }
  }

  /** Whether messages that are sent now may reach the client. */
  public boolean isOpen() {
    return takesMessages();
  }

  /** The TCP peer: a client or the last proxy. */
  public SocketAddress remoteAddress() {
    return remoteAddress;
  }

  // What the socket tells.

  /** The 101 is written and frames may follow. */
  void opened(FrameWriter socket) {
    writer = socket;
    loop.opened(traffic.protocol());
    if (event == null) {
      guarded(listener::opened);
    }
    if (state == State.OPENING) {
      state = event == null ? State.OPEN : State.ENDING;
      drain();
    }
  }

  /** Bytes came; called before their frames. */
  void bytes(int count) {
    traffic.receivedBytes(count);
    if (state == State.OPEN) {
      IntakeLimit limit = intake();
      limit.fill(System.nanoTime());
      limit.takeBytes(count);
      throttle(limit);
    }
  }

  /**
   * All frames of a read are handled; {@code unfinished}: the last message or frame is not whole.
   */
  void read(boolean unfinished) {
    liveness.read(loop.now(), unfinished);
  }

  /** A whole message came. */
  void message(boolean text, byte[] payload) {
    liveness.message();
    traffic.receivedMessage();
    if (state == State.OPEN) {
      IntakeLimit limit = intake();
      limit.takeMessage();
      throttle(limit);
      guarded(() -> listener.message(text, payload));
    }
  }

  /** A ping or pong came. */
  void control() {
    if (state == State.OPEN) {
      IntakeLimit limit = intake();
      limit.takeControl();
      throttle(limit);
    }
  }

  /** The peer's close frame came, with 1005 if it had no body. */
  void peerClosed(int code, String reason) {
    FrameWriter out = writer;
    if (out == null || state == State.CLOSED) {
      return;
    }
    CloseEvent end = end(new CloseEvent(code, reason, true));
    if (state != State.CLOSING) {
      dropQueue();
      // Section 5.5.1: the code is echoed; if we were about to close, ours goes.
      writeClose(out, end.code(), end.byPeer() ? "" : end.reason());
    }
    out.finish();
  }

  /**
   * The peer broke a rule: the close frame says which, and TCP ends without waiting for an answer.
   */
  void violated(CloseCode code, String reason) {
    FrameWriter out = writer;
    if (out == null || state == State.CLOSED) {
      return;
    }
    CloseEvent end = end(new CloseEvent(code.code(), CloseReason.of(code.code(), reason), false));
    if (state != State.CLOSING) {
      dropQueue();
      writeClose(out, end.code(), end.reason());
    }
    out.finish();
  }

  /** The socket takes more again. */
  void writable() {
    liveness.writable();
    drain();
  }

  /** TCP has ended, or the upgrade failed. */
  void gone() {
    if (state == State.CLOSED) {
      return;
    }
    over();
    state = State.CLOSED;
    dropQueue();
    loop.remove(this);
  }

  /** Nothing reaches the client any more, though TCP may take a while to end. */
  void over() {
    if (!told) {
      told = true;
      CloseEvent last = end(new CloseEvent(CloseReason.ABNORMAL, "", false));
      if (writer != null) {
        loop.closed(traffic.protocol(), last.code());
      }
      guarded(() -> listener.closed(last));
    }
  }

  // What the loop's clock tells.

  /** The check of every second. */
  void tick(int now) {
    FrameWriter out = writer;
    if (state == State.OPEN && out != null) {
      Liveness.Finding finding = liveness.check(now, out.isWritable(), paused);
      if (finding != null) {
        dropQueue();
        close(finding.code(), finding.reason());
      } else if (liveness.pingDue(now) && out.isWritable()) {
        out.ping();
      }
    } else if (now >= deadline && out != null) {
      out.abort();
    }
  }

  /** Whether reading went on, now that the limits may allow it. */
  boolean refill(long nowNanos) {
    IntakeLimit limit = intake();
    limit.fill(nowNanos);
    if (state == State.OPEN && limit.exceeded() != null) {
      return false;
    }
    resume();
    return true;
  }

  /** Something was written outside of a fan-out. */
  void flushLater() {
    loop.dirty(this);
  }

  void flush() {
    if (writer != null && state != State.CLOSED) {
      writer.flush();
    }
  }

  /** A fault of a listener ends this connection only. */
  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.error("a connection's listener failed", e);
      close(CloseCode.INTERNAL);
    }
  }

  /** The first reason to end is the one that counts, and its time runs from here. */
  private CloseEvent end(CloseEvent first) {
    if (event == null) {
      event = first;
      deadline = loop.deadline();
    }
    return event;
  }

  private boolean takesMessages() {
    return event == null && (state == State.OPENING || state == State.OPEN);
  }

  private boolean nothingWaits() {
    return queue == null || queue.isEmpty();
  }

  private OutboundQueue queue() {
    if (queue == null) {
      queue = new OutboundQueue(loop.limits().outboundQueueBytes());
    }
    return queue;
  }

  private IntakeLimit intake() {
    if (intake == null) {
      intake = new IntakeLimit(loop.limits(), System.nanoTime());
    }
    return intake;
  }

  private void queue(WireMessage message, String channel, SlowConsumer policy) {
    if (!takesMessages()) {
      return;
    }
    long before = queue().bytes();
    int dropped = queue().add(message, channel, policy);
    loop.queued(queue().bytes() - before);
    if (dropped < 0) {
      tooSlow(policy);
    } else if (dropped > 0) {
      loop.dropped(policy, dropped, !overflowing);
      overflowing = true;
    }
  }

  private void write(FrameWriter out, List<WireMessage> messages) {
    FrameBatch batch = new FrameBatch(messages);
    out.write(batch);
    batch.release();
    written(messages.size(), batch.bytes());
  }

  private void written(int messages, int bytes) {
    traffic.sent(messages, bytes);
    loop.dirty(this);
  }

  /** Writes what waits while the socket takes it, and then the close frame if we are closing. */
  private void drain() {
    FrameWriter out = writer;
    if (out == null || (state != State.OPEN && state != State.ENDING)) {
      return;
    }
    while (!nothingWaits() && out.isWritable()) {
      List<WireMessage> next = new ArrayList<>();
      long before = queue().bytes();
      for (WireMessage message = queue().poll(); message != null; message = queue().poll()) {
        next.add(message);
        if (before - queue().bytes() >= DRAIN_BYTES) {
          break;
        }
      }
      loop.queued(queue().bytes() - before);
      write(out, next);
    }
    if (nothingWaits()) {
      overflowing = false;
      if (state == State.ENDING && event != null) {
        writeClose(out, event.code(), event.reason());
      }
    }
  }

  private void tooSlow(SlowConsumer policy) {
    loop.dropped(policy, queue().size() + 1, true);
    dropQueue();
    close(
        CloseCode.TRY_LATER,
        "slow: over "
            + loop.limits().outboundQueueBytes()
            + " bytes wait (limits.outboundQueueBytes)");
  }

  private void dropQueue() {
    if (queue != null) {
      loop.queued(-queue.bytes());
      queue.clear();
    }
  }

  private void writeClose(FrameWriter out, int code, String reason) {
    state = State.CLOSING;
    out.close(code, reason);
  }

  private void throttle(IntakeLimit limit) {
    String what = limit.exceeded();
    FrameWriter out = writer;
    if (what != null && !paused && out != null) {
      paused = true;
      liveness.throttled(what);
      loop.throttled(this, what);
      out.read(false);
    }
  }

  private void resume() {
    FrameWriter out = writer;
    if (paused && out != null) {
      paused = false;
      out.read(true);
    }
  }
}
