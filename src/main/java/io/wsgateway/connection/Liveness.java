package io.wsgateway.connection;

import io.wsgateway.config.KeepAliveConfig;
import io.wsgateway.config.LimitsConfig;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the loop's one clock watches on an open connection: silence, a message that is not finished,
 * a socket that takes nothing, a client that goes on sending too much. Times are seconds of that
 * clock; there is no timer per connection.
 */
final class Liveness {
  /** How many seconds in a row a client may be slowed down before it is closed. */
  static final int PATIENCE_SECONDS = 10;

  /** How long a socket that holds up others may take nothing. */
  static final int STALL_SECONDS = 10;

  /** Why a connection must end. */
  record Finding(EndReason reason, String text) {}

  private static final int NEVER = -1;
  private static final int PING_JITTER = 5;

  private final LimitsConfig limits;
  private final KeepAliveConfig keepAlive;
  private int lastRead;
  private int nextPing;
  private int unfinishedSince = NEVER;
  private int blockedSince = NEVER;
  private int throttledSeconds;
  private @Nullable String throttledBy;
  private int heldSince = NEVER;
  private int forgivenUntil;
  private Hold heldBy = Hold.AUDIENCE;
  private long pendingBytes;

  Liveness(LimitsConfig limits, KeepAliveConfig keepAlive, int now) {
    this.limits = limits;
    this.keepAlive = keepAlive;
    this.lastRead = now;
    this.nextPing = now + pingDelay();
  }

  /** Bytes came, and the last message is complete or not. */
  void read(int now, boolean unfinished) {
    lastRead = now;
    if (!unfinished) {
      unfinishedSince = NEVER;
    } else if (unfinishedSince == NEVER) {
      unfinishedSince = now;
    }
  }

  /** A message is complete. */
  void message() {
    unfinishedSince = NEVER;
  }

  /** The socket took what waited. */
  void writable() {
    blockedSince = NEVER;
  }

  /** Reading was paused for a limit. */
  void throttled(String what) {
    throttledBy = what;
  }

  /** Reading is paused for a reason that is not the client's. */
  void held(Hold why, int now) {
    heldBy = why;
    heldSince = now;
  }

  /** That reason is gone; what piled up meanwhile is not the client's excess. */
  void released(int now) {
    heldSince = NEVER;
    forgivenUntil = now + PATIENCE_SECONDS;
  }

  /** How much is left in the buffers of a socket that takes no more: any change is a sign. */
  void pending(long bytes) {
    if (bytes != pendingBytes) {
      pendingBytes = bytes;
      blockedSince = NEVER;
    }
  }

  /** For a client whose queue fills up: whether its socket has taken nothing for too long. */
  @Nullable Finding stalled(int now) {
    return blockedSince != NEVER && now - blockedSince >= STALL_SECONDS
        ? new Finding(
            EndReason.SLOW,
            "slow: nothing read for " + STALL_SECONDS + " seconds while messages wait")
        : null;
  }

  /** The check of every second; null if all is well. */
  @Nullable Finding check(int now, boolean writable, boolean paused) {
    if (paused) {
      // What we do not read cannot arrive.
      lastRead = now;
      unfinishedSince = NEVER;
    }
    if (now - lastRead > keepAlive.readIdleSeconds()) {
      return new Finding(
          EndReason.SILENT,
          "nothing heard for "
              + keepAlive.readIdleSeconds()
              + " seconds (keepAlive.readIdleSeconds)");
    }
    if (unfinishedSince != NEVER && now - unfinishedSince > limits.messageSeconds()) {
      return new Finding(
          EndReason.UNFINISHED,
          "message unfinished for " + limits.messageSeconds() + " seconds (limits.messageSeconds)");
    }
    if (blocked(now, writable)) {
      return new Finding(
          EndReason.SLOW,
          "nothing read for "
              + keepAlive.readIdleSeconds()
              + " seconds (keepAlive.readIdleSeconds)");
    }
    if (heldSince != NEVER && now - heldSince > keepAlive.readIdleSeconds()) {
      return new Finding(EndReason.OVERLOAD, heldBy.reason(keepAlive.readIdleSeconds()));
    }
    if (heldSince != NEVER || now < forgivenUntil) {
      throttledBy = null;
      throttledSeconds = 0;
      return null;
    }
    return tooFast(paused);
  }

  /** Whether a ping is due; only connections that are silent get one. */
  boolean pingDue(int now) {
    if (now < nextPing) {
      return false;
    }
    boolean silent = now - lastRead >= keepAlive.pingSeconds() / 2;
    nextPing = (silent ? now : lastRead) + pingDelay();
    return silent;
  }

  private boolean blocked(int now, boolean writable) {
    if (writable) {
      blockedSince = NEVER;
    } else if (blockedSince == NEVER) {
      blockedSince = now;
    }
    return blockedSince != NEVER && now - blockedSince > keepAlive.readIdleSeconds();
  }

  /** A pause that goes on counts for each second that begins in it, by the limit that began it. */
  private @Nullable Finding tooFast(boolean paused) {
    String what = throttledBy;
    if (!paused) {
      throttledBy = null;
    }
    throttledSeconds = what == null ? 0 : throttledSeconds + 1;
    if (what == null || throttledSeconds < PATIENCE_SECONDS) {
      return null;
    }
    return new Finding(EndReason.TOO_FAST, IntakeLimit.reason(what, limits));
  }

  /** A fifth is drawn, so that connections that came together are not pinged together. */
  private int pingDelay() {
    int seconds = keepAlive.pingSeconds();
    return seconds - ThreadLocalRandom.current().nextInt(seconds / PING_JITTER + 1);
  }
}
