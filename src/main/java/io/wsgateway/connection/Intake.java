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

  Intake(ConnectionLoop loop, Connection connection, Liveness liveness) {
    this.loop = loop;
    this.connection = connection;
    this.liveness = liveness;
  }

  boolean isPaused() {
    return paused;
  }

  /** Bytes came. */
  void bytes(FrameWriter socket, int count) {
    limit().fill(System.nanoTime());
    limit().takeBytes(count);
    check(socket);
  }

  /** A message came. */
  void message(FrameWriter socket) {
    limit().takeMessage();
    check(socket);
  }

  /** A ping or pong came. */
  void control(FrameWriter socket) {
    limit().takeControl();
    check(socket);
  }

  /** Reads nothing more while {@code still} says so; it is asked at every refill. */
  void hold(FrameWriter socket, Hold why, BooleanSupplier still) {
    if (held == null) {
      liveness.held(why, loop.now());
      loop.rateLimited(why.label());
      held = still;
      pause(socket);
    }
  }

  /** Lets reading go on if there is room and nothing holds the client; false: not yet. */
  boolean refill(FrameWriter socket, long nowNanos) {
    limit().fill(nowNanos);
    limited = limited && limit().exceeded() != null;
    if (held != null && !held.getAsBoolean()) {
      release();
      limit().empty();
    }
    if (limited || held != null) {
      return false;
    }
    resume(socket);
    return true;
  }

  /**
   * We close: what comes from now on is read, or the client's close frame would not be seen, but
   * not without bounds. It gets one more second's worth, then what a second allows.
   */
  void closing(FrameWriter socket) {
    limit = null;
    limited = false;
    held = null;
    resume(socket);
  }

  /** What waits is only counted: it may all come at once. */
  void over(FrameWriter socket) {
    over = true;
    limited = false;
    held = null;
    resume(socket);
  }

  private void check(FrameWriter socket) {
    String what = over ? null : limit().exceeded();
    if (what != null && !limited) {
      limited = true;
      liveness.throttled(what);
      loop.rateLimited(what);
      pause(socket);
    }
  }

  private void release() {
    held = null;
    liveness.released(loop.now());
  }

  private void pause(FrameWriter socket) {
    if (!paused) {
      paused = true;
      loop.paused(connection);
      socket.read(false);
    }
  }

  private void resume(FrameWriter socket) {
    if (paused) {
      paused = false;
      socket.read(true);
    }
  }

  private IntakeLimit limit() {
    if (limit == null) {
      limit = new IntakeLimit(loop.limits(), System.nanoTime());
    }
    return limit;
  }
}
