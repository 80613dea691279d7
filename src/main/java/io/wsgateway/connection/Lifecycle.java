package io.wsgateway.connection;

import io.wsgateway.connection.State.Signal;
import org.jspecify.annotations.Nullable;

/**
 * Drives a connection from beginning to end: handles the events of the transport, the clock and
 * callers, changes the {@link State}, and notifies the protocol.
 */
final class Lifecycle implements TransportListener {
  /**
   * The first reason to end.
   *
   * @param counted whether the connection had begun; otherwise the handshake failed
   */
  private record First(CloseEvent event, boolean counted) {}

  /** TCP ended without a close frame. */
  private static final CloseEvent LOST = new CloseEvent(CloseEvent.ABNORMAL, "", true);

  private final ConnectionLoop loop;
  private final Connection connection;
  private final ConnectionListener listener;
  private final Traffic traffic;
  private final Liveness liveness;
  private final Intake intake;

  /** The first reason to end, which takes precedence. */
  private @Nullable First end;

  /** Whether the protocol was notified that nothing more is delivered. */
  private boolean deliveriesEnded;

  /** The bytes that it uses of the loop's {@link Leftovers}. */
  private int leftover;

  private int unhandled;
  private int deadline;

  /** When the connection has reached its age, in seconds of the clock. */
  private final int agedAt;

  /** The connection's index in the loop's list; managed by the loop. */
  int index = -1;

  Lifecycle(
      ConnectionLoop loop, Connection connection, ConnectionListener listener, Traffic traffic) {
    this.loop = loop;
    this.connection = connection;
    this.listener = listener;
    this.traffic = traffic;
    this.liveness = new Liveness(loop.limits(), loop.keepAlive(), loop.now());
    this.intake = new Intake(loop, connection, liveness);
    this.deadline = loop.deadline();
    this.agedAt = loop.ages().reachedBy(loop.now());
  }

  // Beginning.

  @Override
  public void opening(Transport transport) {
    connection.transport(transport);
  }

  @Override
  public void opened(Transport transport) {
    if (state().on(Signal.ANSWERED) == state()) {
      return;
    }
    connection.transport(transport);
    connection.outbound().open(transport);
    connection.on(Signal.ANSWERED);
    if (end == null) {
      loop.counts().opened(traffic.protocol());
      guarded(listener::opened);
      connection.on(Signal.GREETED);
    }
    connection.outbound().start();
    drain();
  }

  // Input.

  @Override
  public void bytes(int count) {
    traffic.receivedBytes(count);
    intake.bytes(count);
  }

  @Override
  public void message(boolean text, byte[] payload) {
    liveness.message();
    traffic.receivedMessage();
    intake.message(traffic.protocol().cost(text, payload));
    if (state().handles()) {
      guarded(() -> listener.message(text, payload));
    } else if (state().counts()) {
      unhandled++;
      loop.counts().unhandled();
    }
  }

  @Override
  public void control() {
    intake.control();
  }

  @Override
  public void read(boolean unfinished) {
    liveness.read(loop.now(), unfinished);
    loop.read();
  }

  @Override
  public void keeps(int bytes) {
    if (state() != State.CLOSED && intake.keeps(bytes)) {
      loop.checkBudget();
    }
  }

  @Override
  public void stalled() {
    connection.stalled();
  }

  Intake intake() {
    return intake;
  }

  // Output.

  @Override
  public void writable() {
    liveness.writable();
    drain();
  }

  @Override
  public void flushLater() {
    loop.dirty(connection, 0);
  }

  /**
   * Notifies the protocol whether more than half of the queue is used, unless it knows of the end.
   */
  void behind(boolean behind) {
    if (end == null) {
      guarded(() -> listener.behind(behind));
    }
  }

  /** Writes queued data while the transport is writable, and then the close if we are closing. */
  void drain() {
    if (state().drains() && connection.outbound().drain()) {
      Transport out = connection.transport();
      if (state() == State.ENDING && out != null && end != null) {
        connection.on(Signal.CLOSE_WRITTEN);
        out.close(end.event.code(), end.event.reason());
      }
    }
  }

  // End.

  void endDeliveries() {
    if (!deliveriesEnded) {
      deliveriesEnded = true;
      guarded(listener::ending);
    }
  }

  void close(End why) {
    State before = state();
    if (before.on(Signal.CLOSE) == before) {
      return;
    }
    end(Signal.CLOSE, traffic.protocol().close(why));
    if (before == State.KEPT) {
      intake.over();
    } else if (before.counts()) {
      intake.closing();
    }
    drain();
  }

  @Override
  public void serverEnds() {
    close(End.of(EndReason.SHUTDOWN));
  }

  @Override
  public void peerClosed(int code, String reason) {
    finish(new CloseEvent(code, reason, true));
  }

  @Override
  public void violated(EndReason reason, String text) {
    finish(traffic.protocol().close(End.of(reason, text)));
  }

  /** Ends without regard to further input: the close is written at once, and TCP ends after it. */
  private void finish(CloseEvent event) {
    Transport out = connection.transport();
    if (out == null || !state().counts()) {
      return;
    }
    boolean unwritten = state().on(Signal.CLOSE_WRITTEN) != state();
    CloseEvent last = end(Signal.CLOSE_WRITTEN, event);
    if (unwritten) {
      connection.outbound().clear();
      // Section 5.5.1: the peer's code is echoed; if we were about to close, ours is sent.
      out.close(last.code(), last.byPeer() ? "" : last.reason());
    }
    out.finish();
  }

  @Override
  public void ended() {
    connection.on(Signal.INPUT_ENDED);
    connection.outbound().clear();
  }

  @Override
  public boolean keep(int bytes) {
    if (state().on(Signal.KEPT_ON) != state() && loop.leftovers().take(bytes)) {
      leftover = bytes;
      connection.on(Signal.KEPT_ON);
    }
    return leftover > 0;
  }

  @Override
  public void cut() {
    if (state().counts()) {
      end(Signal.CUT, LOST);
      intake.over();
    }
  }

  @Override
  public void over() {
    if (state().on(Signal.LEFT) != state()) {
      tell(Signal.LEFT);
    }
  }

  @Override
  public void gone() {
    if (state() == State.CLOSED) {
      return;
    }
    if (state().isTold()) {
      connection.on(Signal.GONE);
    } else {
      tell(Signal.GONE);
    }
    connection.outbound().clear();
    intake.keeps(0);
    loop.leftovers().give(leftover);
    leftover = 0;
    loop.remove(connection);
  }

  void fail() {
    Transport out = connection.transport();
    gone();
    if (out != null) {
      abort(out);
    }
  }

  private void abort(Transport out) {
    if (end != null) {
      out.ends(end.event.code(), end.event.reason());
    }
    out.abort();
  }

  @Override
  public void fault(Throwable fault) {
    loop.faults().add(fault);
  }

  /** Records an end: the first reason takes precedence, and the deadline runs from here. */
  private CloseEvent end(Signal signal, CloseEvent event) {
    State before = state();
    connection.on(signal);
    First first = end;
    if (first == null) {
      first = new First(event, before != State.OPENING && before != State.DESERTED);
      end = first;
      deadline = loop.deadline();
      endDeliveries();
    }
    return first.event;
  }

  private void tell(Signal signal) {
    CloseEvent last = end(signal, LOST).with(unhandled);
    if (end != null && end.counted) {
      loop.counts().closed(traffic.protocol(), last);
    }
    guarded(() -> listener.closed(last));
  }

  /** Calls the listener; if it throws, only this connection ends. */
  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (Throwable e) {
      fault(e);
      close(End.of(EndReason.FAULT));
    }
  }

  // Calls from the loop's clock and for the node's memory.

  /** Runs the check of every second. */
  void tick(int now) {
    Transport out = connection.transport();
    if (out == null || state() == State.CLOSED) {
      return;
    }
    if (state().handles()) {
      watch(out, now);
    } else if (now >= deadline) {
      cut();
      abort(out);
    }
  }

  private void watch(Transport out, int now) {
    boolean writable = out.isWritable();
    if (!writable) {
      liveness.pending(out.pendingBytes());
    }
    Liveness.Finding finding = liveness.check(now, writable, intake.isPaused());
    if (finding == null && connection.outbound().isBehind()) {
      finding = liveness.stalled(now);
    }
    if (finding != null) {
      connection.outbound().clear();
      close(End.of(finding.reason(), finding.text()));
    } else if (now >= agedAt) {
      loop.counts().aged();
      close(End.of(EndReason.AGED));
    } else if (state().sends() && liveness.pingDue(now) && writable) {
      connection.ping(traffic.protocol().ping());
    }
  }

  /** Notifies the protocol that it is closed next, because the node holds too much. */
  void overBudget() {
    if (!state().isTold()) {
      loop.counts().slowForTheNode();
      guarded(listener::overBudget);
    }
  }

  /** Ends at once: a close frame would be queued behind data that the client does not read. */
  void endAtOnce(End why) {
    end(Signal.CUT, traffic.protocol().close(why));
    cut();
    fail();
  }

  private State state() {
    return connection.state();
  }
}
