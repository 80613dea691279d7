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
   * client is closed with 1013.
   */
  public void hold(Hold why, BooleanSupplier still) {
    if (state.handles()) {
      life.intake().hold(why, still);
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
    life.close(code, reason);
  }

  /** Whether messages that are sent now may reach the client. */
  public boolean isOpen() {
    return state.sends();
  }

  private void tooSlow() {
    tooMuch(loop.limits().outboundQueueBytes(), "wait (limits.outboundQueueBytes)");
  }

  void tooMuch(long bytes, String where) {
    close(CloseCode.TRY_LATER, "slow: over " + bytes + " bytes " + where);
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
        new CloseEvent(
            CloseCode.TRY_LATER.code(), "slow: this node's direct memory is used up", false));
  }

  /** Ends it: the node holds too much, and this one more than others. */
  void closeForTheNode() {
    if (state.isTold()) {
      return; // it went while others had their turn
    }
    life.overBudget();
    outbound.clearForTheNode();
    life.discard();
    tooMuch(loop.budgetBytes(), "wait for all clients (limits.outboundTotalBytes)");
    life.drain(); // if it was being closed, the close goes now
  }
}
