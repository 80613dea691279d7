package io.wsgateway.connection;

import org.jspecify.annotations.Nullable;

/** What one client may send: over a limit, reading is paused until the loop finds room again. */
final class Intake {
  private final ConnectionLoop loop;
  private final Connection connection;
  private final Liveness liveness;
  private @Nullable IntakeLimit limit;
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

  /** Lets reading go on if there is room, or no need to save it; false: not yet. */
  boolean refill(FrameWriter socket, long nowNanos, boolean anyway) {
    limit().fill(nowNanos);
    if (!anyway && limit().exceeded() != null) {
      return false;
    }
    if (paused) {
      paused = false;
      socket.read(true);
    }
    return true;
  }

  private void check(FrameWriter socket) {
    String what = limit().exceeded();
    if (what != null && !paused) {
      paused = true;
      liveness.throttled(what);
      loop.throttled(connection, what);
      socket.read(false);
    }
  }

  private IntakeLimit limit() {
    if (limit == null) {
      limit = new IntakeLimit(loop.limits(), System.nanoTime());
    }
    return limit;
  }
}
