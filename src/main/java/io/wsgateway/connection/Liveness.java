package io.wsgateway.connection;

import io.wsgateway.config.KeepAliveConfig;
import io.wsgateway.config.LimitsConfig;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Detects problems of an open connection: a silent client, an unfinished message, a socket that
 * accepts nothing, a client that keeps sending too much. Times are seconds of the loop's clock;
 * there is no timer per connection.
 */
final class Liveness {
  /** How many seconds in a row a client may be throttled before it is closed. */
  static final int PATIENCE_SECONDS = 10;

  /** How long a socket that holds up other clients may accept nothing, in seconds. */
  static final int STALL_SECONDS = 10;

  /** The reason why a connection must end. */
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

  /** Notes that bytes arrived; {@code unfinished}: the last message is incomplete. */
  void read(int now, boolean unfinished) {
    lastRead = now;
    if (!unfinished) {
      unfinishedSince = NEVER;
    } else if (unfinishedSince == NEVER) {
      unfinishedSince = now;
    }
  }

  /** Notes that a message is complete. */
  void message() {
    unfinishedSince = NEVER;
  }

  /** Notes that the socket accepted what was queued. */
  void writable() {
    blockedSince = NEVER;
  }

  /** Notes that reading was paused by a limit. */
  void throttled(String what) {
    throttledBy = what;
  }

  /** Notes that reading is paused for a reason that is not the client's own limit. */
  void held(Hold why, int now) {
    heldBy = why;
    heldSince = now;
  }

  /**
   * Notes that the reason has ended; what accumulated meanwhile does not count as the client's
   * excess.
   */
  void released(int now) {
    heldSince = NEVER;
    forgivenUntil = now + PATIENCE_SECONDS;
  }

  /** Notes the bytes queued for a socket that is full: any change means that the client reads. */
  void pending(long bytes) {
    if (bytes != pendingBytes) {
      pendingBytes = bytes;
      blockedSince = NEVER;
    }
  }

  /** Checks a client whose queue fills up: its socket may have accepted nothing for too long. */
  @Nullable Finding stalled(int now) {
    return blockedSince != NEVER && now - blockedSince >= STALL_SECONDS
        ? new Finding(
            EndReason.SLOW,
            "slow: nothing read for " + STALL_SECONDS + " seconds while messages wait")
        : null;
  }

  /** Runs the check of every second; returns null if there is no problem. */
  @Nullable Finding check(int now, boolean writable, boolean paused) {
    if (paused) {
      // While reading is paused, silence is not the client's fault.
      lastRead = now;
      unfinishedSince = NEVER;
    }
    if (now - lastRead > keepAlive.readIdleSeconds()) {
      return new Finding(
          EndReason.SILENT,
          "nothing received for "
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

  /** Returns whether a ping is due; only silent connections are pinged. */
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

  /**
   * Counts a continuing pause once for each second that begins in it, under the limit that caused
   * it.
   */
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

  /**
   * Returns a delay of which a fifth is random, so that connections opened together are not pinged
   * together.
   */
  private int pingDelay() {
    int seconds = keepAlive.pingSeconds();
    return seconds - ThreadLocalRandom.current().nextInt(seconds / PING_JITTER + 1);
  }
}
