package io.wsgateway.connection;

import io.wsgateway.channel.SlowConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection, as its protocol sees it. It writes at once while the transport is
 * writable, and otherwise queues. A close follows everything sent before it, and every connection
 * ends in bounded time.
 *
 * <p>Belongs to its {@link ConnectionLoop}: every method must be called on that event loop. After
 * the end all methods do nothing.
 */
public final class Connection {
  private final ConnectionLoop loop;
  private final Outbound outbound;
  private final Lifecycle life;
  private State state = State.OPENING;
  private @Nullable Transport transport;

  /** Whether it is in the loop's list for the next flush; managed by the loop. */
  boolean dirty;

  /** The bytes written to it since its last flush; managed by the loop. */
  int unflushedBytes;

  Connection(ConnectionLoop loop, ConnectionListener listener, Traffic traffic) {
    this.loop = loop;
    this.outbound = new Outbound(loop, this, traffic);
    this.life = new Lifecycle(loop, this, listener, traffic);
  }

  /**
   * Sends a message that is never dropped, in order with deliveries. If the queue has no room for
   * it, the connection is closed as slow.
   */
  public void send(WireMessage message) {
    if (state.sends() && !outbound.send(message)) {
      tooSlow();
    }
    loop.checkBudget();
  }

  /**
   * Delivers a batch of a channel, in that channel's order. The caller keeps the batch, shares it
   * with other connections, and releases it.
   */
  public void deliver(MessageBatch batch, String channel, SlowConsumer policy) {
    if (state.sends() && !outbound.deliver(batch, channel, policy)) {
      tooSlow();
    }
    loop.checkBudget();
  }

  /** Delivers one message of a channel to this client alone, in that channel's order. */
  public void deliver(WireMessage message, String channel, SlowConsumer policy) {
    if (state.sends() && !outbound.deliver(message, channel, policy)) {
      tooSlow();
    }
    loop.checkBudget();
  }

  /**
   * Delivers as {@link #deliver(MessageBatch, String, SlowConsumer)} with {@code LATEST}, but not
   * before {@code minIntervalMillis} have passed since the channel's last message; then the newest
   * one is delivered. 0 holds nothing back. A channel delivered in this way must be {@linkplain
   * #forget forgotten} when the client leaves it.
   */
  public void deliverLatest(MessageBatch batch, String channel, int minIntervalMillis) {
    if (minIntervalMillis == 0) {
      deliver(batch, channel, SlowConsumer.LATEST);
    } else if (state.sends()) {
      loop.pacer().deliver(outbound.paced(channel), batch, minIntervalMillis);
    }
  }

  /** Drops what is held back for a channel's interval, because the client has left the channel. */
  public void forget(String channel) {
    outbound.forget(channel);
  }

  /**
   * Stops reading from the client, so that its own sends block, while {@code still} returns true;
   * it is called every few milliseconds. If this lasts for {@code keepAlive.readIdleSeconds}
   * without a break, the client is closed.
   */
  public void hold(Hold why, BooleanSupplier still) {
    if (state.handles()) {
      life.intake().hold(why, still);
    }
  }

  /** Ends deliveries to the client, which is to be closed later. */
  public void endDeliveries() {
    life.endDeliveries();
  }

  /** Closes with the protocol's default reason text. */
  public void close(EndReason reason) {
    close(End.of(reason));
  }

  /** Closes with the given reason text. */
  public void close(EndReason reason, String text) {
    close(End.of(reason, text));
  }

  /**
   * Closes: messages sent before are still written, then the close with the protocol's code and
   * reason. TCP ends when the peer has answered, and after {@code keepAlive.closeSeconds} in any
   * case. Only the first call counts.
   */
  public void close(End end) {
    life.close(end);
  }

  /** Returns whether messages that are sent now may reach the client. */
  public boolean isOpen() {
    return state.sends();
  }

  private void tooSlow() {
    close(
        EndReason.SLOW,
        "slow: over "
            + loop.limits().outboundQueueBytes()
            + " bytes wait (limits.outboundQueueBytes)");
  }

  // Calls from its lifecycle.

  State state() {
    return state;
  }

  /** Applies a signal to the state; the only place where the state changes. */
  void on(State.Signal signal) {
    state = state.on(signal);
  }

  /** The transport to the client; null before there is one, and not to be used when CLOSED. */
  @Nullable Transport transport() {
    return transport;
  }

  void transport(Transport found) {
    transport = found;
  }

  Outbound outbound() {
    return outbound;
  }

  // Calls from the loop.

  Lifecycle life() {
    return life;
  }

  /** Notes whether more than half of its queue is used. */
  void behind(boolean behind) {
    life.behind(behind);
  }

  /** Runs the check of every second. */
  void tick(int now) {
    life.tick(now);
  }

  /** Resumes reading if the limits allow it again; returns false if not yet. */
  boolean refill(long nowNanos) {
    return state == State.CLOSED || life.intake().refill(nowNanos);
  }

  /**
   * Makes a silent client answer: with the given message, or if it is null with the transport's
   * ping.
   */
  void ping(@Nullable WireMessage message) {
    if (message != null) {
      send(message);
    } else if (transport != null) {
      transport.ping();
    }
  }

  void flush() {
    Transport out = transport;
    if (out != null && state != State.CLOSED) {
      out.flush();
      stalled();
    }
  }

  /** Notes that it may hold direct memory for longer than a task. */
  void stalled() {
    long held = directBytes();
    if (held > 0) {
      loop.stalled(held);
    }
  }

  /**
   * Ends TCP at once after a failure in the middle of an operation: it is unknown what the peer has
   * received.
   */
  void fail() {
    life.fail();
  }

  // Calls for the node's memory.

  /**
   * The bytes that it holds for or from its client, also while it closes and its client does not
   * read.
   */
  long heldBytes() {
    return outbound.bytes() + life.intake().keptBytes();
  }

  /** The part of these bytes that channel policies allow to drop. */
  long droppableBytes() {
    return outbound.droppableBytes();
  }

  /** Drops what its channels may lose, because the node holds too much. */
  void dropForTheNode() {
    outbound.dropDroppable();
  }

  /** The direct memory that it holds because its client does not read, or sends too much. Bytes. */
  long directBytes() {
    Transport out = transport;
    return out != null && state != State.CLOSED ? out.directBytes() : 0;
  }

  /** Ends it at once, because the node's direct memory is running out. */
  void endForDirectMemory() {
    life.overBudget();
    outbound.clearForTheNode();
    life.endAtOnce(
        new End(EndReason.OVERLOAD, "slow: this node's direct memory is used up", End.NO_DELAY));
  }

  /** Closes it, because the node holds too much, and this connection more than others. */
  void closeForTheNode() {
    if (state.isTold()) {
      return; // it ended while others were handled
    }
    life.overBudget();
    outbound.clearForTheNode();
    life.intake().discard();
    close(
        EndReason.OVERLOAD,
        "slow: over "
            + loop.budgetBytes()
            + " bytes wait for all clients (limits.outboundTotalBytes)");
    life.drain(); // if it was being closed, the close is written now
  }
}
