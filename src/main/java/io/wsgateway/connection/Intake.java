package io.wsgateway.connection;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one client may send: over a limit, reading is paused until the loop finds room again. It is
 * also paused while the client is {@linkplain #hold held}.
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

  /** What is kept of messages that are not whole, and of what was not decoded. */
  int keptBytes() {
    return keptBytes;
  }

  /** So much is kept now; whether that is a change. */
  boolean keeps(int bytes) {
    int change = bytes - keptBytes;
    keptBytes = bytes;
    if (change != 0) {
      loop.kept(change);
    }
    return change != 0;
  }

  /** Forgets what came of a message that is not whole, and takes nothing more. */
  void discard() {
    Transport transport = connection.transport();
    if (keptBytes > 0 && transport != null) {
      transport.discard();
      keeps(0);
      loop.checkBudget();
    }
  }

  /** Bytes came. */
  void bytes(int count) {
    if (!connection.state().counts()) {
      return;
    }
    limit().fill(loop.nanoTime());
    limit().takeBytes(count);
    check();
  }

  /** A message came that counts for so many. */
  void message(int cost) {
    if (connection.state().counts()) {
      limit().takeMessages(cost);
      check();
    }
  }

  /** A ping or pong came. */
  void control() {
    if (connection.state().counts()) {
      limit().takeControl();
      check();
    }
  }

  /** Reads nothing more while {@code still} says so; it is asked at every refill. */
  void hold(Hold why, BooleanSupplier still) {
    if (held == null) {
      liveness.held(why, loop.now());
      loop.counts().rateLimited(why.label());
      held = still;
      pause();
    }
  }

  /** Lets reading go on if there is room and nothing holds the client; false: not yet. */
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
   * We close: what comes from now on is read, or the client's close frame would not be seen, but
   * not without bounds. It gets one more second's worth, then what a second allows.
   */
  void closing() {
    limit = null;
    limited = false;
    held = null;
    resume();
  }

  /** What waits is only counted: it may all come at once. */
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
