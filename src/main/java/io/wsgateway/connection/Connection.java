package io.wsgateway.connection;

import io.vertx.core.net.SocketAddress;
import io.wsgateway.channel.SlowConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

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

  private final ConnectionLoop loop;
  private final ConnectionListener listener;
  private final SocketAddress remoteAddress;
  private final Traffic traffic;
  private final Liveness liveness;
  private final Intake intake;
  private State state = State.OPENING;
  private @Nullable FrameWriter writer;
  private final Outbound outbound;
  private @Nullable CloseEvent event;
  private boolean counted;
  private boolean told;
  private boolean ended;
  private int kept;
  private int unhandled;
  private int deadline;
  private int inboundBytes;

  /** Where the loop keeps it; the loop's. */
  int index = -1;

  /** Whether it waits for the loop's next flush; the loop's. */
  boolean dirty;

  /** What was written to it since its last flush; the loop's. */
  int unflushedBytes;

  Connection(
      ConnectionLoop loop,
      ConnectionListener listener,
      SocketAddress remoteAddress,
      Traffic traffic) {
    this.loop = loop;
    this.listener = listener;
    this.remoteAddress = remoteAddress;
    this.traffic = traffic;
    this.outbound = new Outbound(loop, this, traffic);
    this.liveness = new Liveness(loop.limits(), loop.keepAlive(), loop.now());
    this.intake = new Intake(loop, this, liveness);
    this.deadline = loop.deadline();
  }

  /**
   * Sends a message that is never dropped, in order with deliveries. If it finds no room, the
   * connection is closed as slow.
   */
  public void send(WireMessage message) {
    if (takesMessages() && !outbound.send(message)) {
      tooSlow();
    }
    loop.checkBudget();
  }

  /**
   * Delivers a batch of a channel, in that channel's order. The batch stays the caller's, who
   * shares it with other connections and releases it.
   */
  public void deliver(FrameBatch batch, String channel, SlowConsumer policy) {
    if (takesMessages() && !outbound.deliver(batch, channel, policy)) {
      tooSlow();
    }
    loop.checkBudget();
  }

  /** Delivers one message of a channel to this client alone, in that channel's order. */
  public void deliver(WireMessage message, String channel, SlowConsumer policy) {
    if (takesMessages() && !outbound.deliver(message, channel, policy)) {
      tooSlow();
    }
    loop.checkBudget();
  }

  /**
   * Delivers as {@link #deliver(FrameBatch, String, SlowConsumer)} with {@code LATEST}, but not
   * before {@code minIntervalMillis} have passed since the channel's last one: then the newest of
   * what came. 0 holds nothing back. A channel that was delivered so must be {@linkplain #forget
   * forgotten} when the client leaves it.
   */
  public void deliverLatest(FrameBatch batch, String channel, int minIntervalMillis) {
    if (minIntervalMillis == 0) {
      deliver(batch, channel, SlowConsumer.LATEST);
    } else if (takesMessages()) {
      loop.pacer().deliver(outbound.paced(channel), batch, minIntervalMillis);
    }
  }

  /** The client left the channel: what is held back for its interval is not delivered any more. */
  public void forget(String channel) {
    outbound.forget(channel);
  }

  /**
   * Reads nothing more from the client, so that its own sends wait, while {@code still} says so; it
   * is asked every few milliseconds. After {@code keepAlive.readIdleSeconds} without a break the
   * client is closed with 1013.
   */
  public void hold(Hold why, BooleanSupplier still) {
    if (state == State.OPEN && writer != null) {
      intake.hold(writer, why, still);
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
   * @param reason cut to 123 bytes; with 1012, 1013 and 4010 {@code retry-ms=<n>} is appended
   *     unless it is there
   */
  public void close(int code, String reason) {
    if (event != null || (state != State.OPENING && state != State.OPEN)) {
      return;
    }
    end(new CloseEvent(code, CloseReason.of(code, reason), false));
    if (state == State.OPEN) {
      state = State.ENDING;
      if (isKept()) {
        cut();
      } else if (writer != null) {
        intake.closing(writer);
      }
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

  /** The upgrade is being answered; {@code socket} is good for {@code abort} only. */
  void opening(FrameWriter socket) {
    writer = socket;
  }

  /** The 101 is written and frames may follow. */
  void opened(FrameWriter socket) {
    writer = socket;
    outbound.open(socket);
    if (event == null) {
      // One that ended while it opened is a failed handshake, and no connection that was closed.
      counted = true;
      loop.opened(traffic.protocol());
      guarded(listener::opened);
    }
    if (state == State.OPENING) {
      state = event == null ? State.OPEN : State.ENDING;
      outbound.start();
      drain();
    }
  }

  /** Bytes came; called before their frames. */
  void bytes(int count) {
    traffic.receivedBytes(count);
    FrameWriter in = input();
    if (in != null) {
      intake.bytes(in, count);
    }
  }

  /**
   * All frames of a read are handled; {@code unfinished}: the last message or frame is not whole.
   */
  void read(boolean unfinished) {
    liveness.read(loop.now(), unfinished);
    loop.read();
  }

  /** Behind a read: what is kept of messages that are not whole, and of what was not decoded. */
  void keeps(int bytes) {
    if (bytes != inboundBytes && state != State.CLOSED) {
      loop.kept(bytes - inboundBytes);
      inboundBytes = bytes;
      loop.checkBudget();
    }
  }

  /** A whole message came. */
  void message(boolean text, byte[] payload) {
    liveness.message();
    traffic.receivedMessage();
    FrameWriter in = input();
    if (in != null) {
      intake.message(in);
    }
    if (state == State.OPEN) {
      guarded(() -> listener.message(text, payload));
    } else if (state == State.ENDING || state == State.CLOSING) {
      unhandled++;
      loop.unhandled();
    }
  }

  /** A ping or pong came. */
  void control() {
    FrameWriter in = input();
    if (in != null) {
      intake.control(in);
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
      outbound.clear();
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
      outbound.clear();
      writeClose(out, end.code(), end.reason());
    }
    out.finish();
  }

  /**
   * The client sends nothing more, and gets nothing more but a close frame; what it sent before may
   * still wait for its turn.
   */
  void ended() {
    if (!ended) {
      ended = true;
      outbound.clear();
    }
  }

  /** Whether the client sends nothing more. */
  boolean hasEnded() {
    return ended;
  }

  /**
   * TCP has ended while bytes wait for their turn: whether they may wait on. Then the connection
   * ends behind them.
   */
  boolean keep(int bytes) {
    if (state == State.OPEN && loop.leftovers().take(bytes)) {
      kept = bytes;
    }
    return isKept();
  }

  /** Whether it goes on after TCP has ended. */
  boolean isKept() {
    return kept > 0;
  }

  /** What waits for its turn will have none: it is counted instead. */
  void cut() {
    if (writer != null && state != State.OPENING && state != State.CLOSED) {
      end(new CloseEvent(CloseReason.ABNORMAL, "", true));
      state = State.CLOSING;
      intake.over(writer);
    }
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
    outbound.clear();
    loop.kept(-inboundBytes);
    inboundBytes = 0;
    loop.leftovers().give(kept);
    kept = 0;
    loop.remove(this);
  }

  /** Nothing reaches the client any more, though TCP may take a while to end. */
  void over() {
    if (!told) {
      told = true;
      CloseEvent last = end(new CloseEvent(CloseReason.ABNORMAL, "", true)).with(unhandled);
      if (counted) {
        loop.closed(traffic.protocol(), last);
      }
      guarded(() -> listener.closed(last));
    }
  }

  /**
   * What it holds for or of its client, those included that close and whose client does not read.
   */
  long heldBytes() {
    return outbound.bytes() + inboundBytes;
  }

  /** The part of it that a channel's policy lets go. */
  long droppableBytes() {
    return outbound.droppableBytes();
  }

  /** Drops what its channels may lose: the node holds too much. */
  void dropForTheNode() {
    outbound.dropDroppable();
  }

  /** What it keeps in direct memory because its client does not read, or sends too much. */
  long directBytes() {
    FrameWriter out = writer;
    return out != null && state != State.CLOSED ? out.directBytes() : 0;
  }

  /** It may keep direct memory for longer than a task. */
  void stalled() {
    loop.stalled();
  }

  /** Ends it at once, since a close frame would only wait behind what the client does not read. */
  void endForDirectMemory() {
    if (!told) {
      loop.slowForTheNode();
      guarded(listener::overBudget);
    }
    outbound.clearForTheNode();
    end(
        new CloseEvent(
            CloseCode.TRY_LATER.code(), "slow: this node's direct memory is used up", false));
    cut();
    fail();
  }

  /** Ends it: the node holds too much, and this one more than others. */
  void closeForTheNode() {
    if (told) {
      return; // it went while others had their turn
    }
    loop.slowForTheNode();
    outbound.clearForTheNode();
    FrameWriter out = writer;
    if (inboundBytes > 0 && out != null) {
      out.discard();
      keeps(0);
    }
    guarded(listener::overBudget);
    close(
        CloseCode.TRY_LATER,
        "slow: over "
            + loop.budgetBytes()
            + " bytes wait for all clients (limits.outboundTotalBytes)");
    drain(); // if it was being closed, the close frame goes now
  }

  /** A fault that is not the peer's, for the log. */
  void fault(Throwable fault) {
    loop.faults().add(fault);
  }

  /** Something failed half-way: nobody knows what the peer has, so TCP ends at once. */
  void fail() {
    FrameWriter out = writer;
    gone();
    if (out != null) {
      out.abort();
    }
  }

  // What the loop's clock tells.

  /** The check of every second. */
  void tick(int now) {
    FrameWriter out = writer;
    if (state == State.CLOSED) {
      return;
    }
    if (state == State.OPEN && out != null) {
      boolean writable = out.isWritable();
      if (!writable) {
        liveness.pending(out.pendingBytes());
      }
      Liveness.Finding finding = liveness.check(now, writable, intake.isPaused());
      if (finding == null && outbound.isBehind()) {
        finding = liveness.stalled(now);
      }
      if (finding != null) {
        outbound.clear();
        close(finding.code(), finding.reason());
      } else if (!ended && liveness.pingDue(now) && writable) {
        out.ping();
      }
    } else if (now >= deadline && out != null) {
      cut();
      out.abort();
    }
  }

  /** Lets reading go on if the limits allow it again; false: not yet. */
  boolean refill(long nowNanos) {
    return writer == null || state == State.CLOSED || intake.refill(writer, nowNanos);
  }

  /** Over half of its queue is used, or no longer; who is told of the end knows. */
  void behind(boolean behind) {
    if (event == null) {
      guarded(() -> listener.behind(behind));
    }
  }

  /** Something was written outside of a fan-out. */
  void flushLater() {
    loop.dirty(this, 0);
  }

  void flush() {
    if (writer != null && state != State.CLOSED) {
      writer.flush();
      if (writer != null && writer.directBytes() > 0) {
        loop.stalled();
      }
    }
  }

  /** A fault of a listener ends this connection only. */
  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (Throwable e) {
      fault(e);
      close(CloseCode.INTERNAL);
    }
  }

  /** The first reason to end is the one that counts, and its time runs from here. */
  private CloseEvent end(CloseEvent first) {
    if (event == null) {
      event = first;
      deadline = loop.deadline();
      guarded(listener::ending);
      return first;
    }
    return event;
  }

  /** What is read from; also while we close: what comes then is not handled, but costs time. */
  private @Nullable FrameWriter input() {
    return state == State.OPENING || state == State.CLOSED ? null : writer;
  }

  private boolean takesMessages() {
    return event == null && !ended && (state == State.OPENING || state == State.OPEN);
  }

  /** Writes what waits while the socket takes it, and then the close frame if we are closing. */
  private void drain() {
    if ((state == State.OPEN || state == State.ENDING) && outbound.drain()) {
      if (state == State.ENDING && writer != null && event != null) {
        writeClose(writer, event.code(), event.reason());
      }
    }
  }

  private void tooSlow() {
    close(
        CloseCode.TRY_LATER,
        "slow: over "
            + loop.limits().outboundQueueBytes()
            + " bytes wait (limits.outboundQueueBytes)");
  }

  private void writeClose(FrameWriter out, int code, String reason) {
    state = State.CLOSING;
    out.close(code, reason);
  }
}
