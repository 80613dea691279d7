package io.wsgateway.connection;

import io.wsgateway.channel.SlowConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One client, as its protocol sees it. It writes at once while the transport takes more, else it
 * queues; it closes in order, and always ends.
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

  /** Whether it waits for the loop's next flush; the loop's. */
  boolean dirty;

  /** What was written to it since its last flush; the loop's. */
  int unflushedBytes;

  Connection(ConnectionLoop loop, ConnectionListener listener, Traffic traffic) {
    this.loop = loop;
    this.outbound = new Outbound(loop, this, traffic);
    this.life = new Lifecycle(loop, this, listener, traffic);
  }

  /**
   * Sends a message that is never dropped, in order with deliveries. If it finds no room, the
   * connection is closed as slow.
   */
  public void send(WireMessage message) {
    if (state.sends() && !outbound.send(message)) {
      tooSlow();
    }
    loop.checkBudget();
  }

  /**
   * Delivers a batch of a channel, in that channel's order. The batch stays the caller's, who
   * shares it with other connections and releases it.
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
   * before {@code minIntervalMillis} have passed since the channel's last one: then the newest of
   * what came. 0 holds nothing back. A channel that was delivered so must be {@linkplain #forget
   * forgotten} when the client leaves it.
   */
  public void deliverLatest(MessageBatch batch, String channel, int minIntervalMillis) {
    if (minIntervalMillis == 0) {
      deliver(batch, channel, SlowConsumer.LATEST);
    } else if (state.sends()) {
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
   * client is closed.
   */
  public void hold(Hold why, BooleanSupplier still) {
    if (state.handles()) {
      life.intake().hold(why, still);
    }
  }

  /** Nothing is delivered to the client any more; it is closed later. */
  public void endDeliveries() {
    life.endDeliveries();
  }

  /** Closes in the protocol's usual words. */
  public void close(EndReason reason) {
    close(End.of(reason));
  }

  /** Closes with words of its own. */
  public void close(EndReason reason, String text) {
    close(End.of(reason, text));
  }

  /**
   * Closes: what was sent before still goes, then the close in the protocol's code and words; TCP
   * ends when the peer answered, and after {@code keepAlive.closeSeconds} in any case. Only the
   * first call counts.
   */
  public void close(End end) {
    life.close(end);
  }

  /** Whether messages that are sent now may reach the client. */
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

  // What its lifecycle asks.

  State state() {
    return state;
  }

  /** Passes to another state, or not: here and nowhere else. */
  void on(State.Signal signal) {
    state = state.on(signal);
  }

  /** The way to the client; null before there is one, and not to be used when CLOSED. */
  @Nullable Transport transport() {
    return transport;
  }

  void transport(Transport found) {
    transport = found;
  }

  Outbound outbound() {
    return outbound;
  }

  // What the loop asks.

  Lifecycle life() {
    return life;
  }

  /** Over half of its queue is used, or no longer. */
  void behind(boolean behind) {
    life.behind(behind);
  }

  /** The check of every second. */
  void tick(int now) {
    life.tick(now);
  }

  /** Lets reading go on if the limits allow it again; false: not yet. */
  boolean refill(long nowNanos) {
    return state == State.CLOSED || life.intake().refill(nowNanos);
  }

  /** Asks the client to say something: with that message, or without one by the transport. */
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
      if (out.directBytes() > 0) {
        loop.stalled();
      }
    }
  }

  /** Something failed half-way: nobody knows what the peer has, so TCP ends at once. */
  void fail() {
    life.fail();
  }

  // What the node's memory asks.

  /**
   * What it holds for or of its client, those included that close and whose client does not read.
   */
  long heldBytes() {
    return outbound.bytes() + life.intake().keptBytes();
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
    Transport out = transport;
    return out != null && state != State.CLOSED ? out.directBytes() : 0;
  }

  /** Ends it at once: the node's direct memory runs short. */
  void endForDirectMemory() {
    life.overBudget();
    outbound.clearForTheNode();
    life.endAtOnce(
        new End(EndReason.OVERLOAD, "slow: this node's direct memory is used up", End.NO_DELAY));
  }

  /** Ends it: the node holds too much, and this one more than others. */
  void closeForTheNode() {
    if (state.isTold()) {
      return; // it went while others had their turn
    }
    life.overBudget();
    outbound.clearForTheNode();
    life.intake().discard();
    close(
        EndReason.OVERLOAD,
        "slow: over "
            + loop.budgetBytes()
            + " bytes wait for all clients (limits.outboundTotalBytes)");
    life.drain(); // if it was being closed, the close goes now
  }
}
