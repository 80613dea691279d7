package io.wsgateway.connection;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies the limits on what one client sends. Over a limit, reading is paused until the loop finds
 * room again. It is also paused while the client is {@linkplain #hold held}.
 */
final class Intake {
  private final ConnectionLoop loop;
  private final Connection connection;
  private final Liveness liveness;
  private @Nullable IntakeLimit limit;
  private @Nullable BooleanSupplier held;
  private boolean limited;
  private boolean over;
  private boolean paused;
  private int keptBytes;

  Intake(ConnectionLoop loop, Connection connection, Liveness liveness) {
    this.loop = loop;
    this.connection = connection;
    this.liveness = liveness;
  }

  boolean isPaused() {
    return paused;
  }

  /** The bytes kept of incomplete messages and of undecoded input. */
  int keptBytes() {
    return keptBytes;
  }

  /** Sets the bytes that are kept now; returns whether that is a change. */
  boolean keeps(int bytes) {
    int change = bytes - keptBytes;
    keptBytes = bytes;
    if (change != 0) {
      loop.kept(change);
    }
    return change != 0;
  }

  /** Drops an incomplete message, and takes nothing more. */
  void discard() {
    Transport transport = connection.transport();
    if (keptBytes > 0 && transport != null) {
      transport.discard();
      keeps(0);
      loop.checkBudget();
    }
  }

  /** Counts received bytes. */
  void bytes(int count) {
    if (!connection.state().counts()) {
      return;
    }
    limit().fill(loop.nanoTime());
    limit().takeBytes(count);
    check();
  }

  /** Counts a received message as so many messages. */
  void message(int cost) {
    if (connection.state().counts()) {
      limit().takeMessages(cost);
      check();
    }
  }

  /** Counts a received ping or pong. */
  void control() {
    if (connection.state().counts()) {
      limit().takeControl();
      check();
    }
  }

  /** Stops reading while {@code still} returns true; it is called at every refill. */
  void hold(Hold why, BooleanSupplier still) {
    if (held == null) {
      liveness.held(why, loop.now());
      loop.counts().rateLimited(why.label());
      held = still;
      pause();
    }
  }

  /** Resumes reading if there is room and the client is not held; returns false if not yet. */
  boolean refill(long nowNanos) {
    limit().fill(nowNanos);
    limited = limited && limit().exceeded() != null;
    if (held != null && !held.getAsBoolean()) {
      release();
      limit().empty();
    }
    if (limited || held != null) {
      return false;
    }
    resume();
    return true;
  }

  /**
   * Prepares for our close: input is still read, or the client's close frame would not be seen, but
   * within bounds. The client may send one more second's worth, and then up to its rate.
   */
  void closing() {
    limit = null;
    limited = false;
    held = null;
    resume();
  }

  /** Stops limiting: queued input is only counted, and may all arrive at once. */
  void over() {
    over = true;
    limited = false;
    held = null;
    resume();
  }

  private void check() {
    String what = over ? null : limit().exceeded();
    if (what != null && !limited) {
      limited = true;
      liveness.throttled(what);
      loop.counts().rateLimited(what);
      pause();
    }
  }

  private void release() {
    held = null;
    liveness.released(loop.now());
  }

  private void pause() {
    Transport transport = connection.transport();
    if (!paused && transport != null) {
      paused = true;
      loop.paused(connection);
      transport.read(false);
    }
  }

  private void resume() {
    Transport transport = connection.transport();
    if (paused && transport != null) {
      paused = false;
      transport.read(true);
    }
  }

  private IntakeLimit limit() {
    if (limit == null) {
      limit = new IntakeLimit(loop.limits(), loop.nanoTime());
    }
    return limit;
  }
}
