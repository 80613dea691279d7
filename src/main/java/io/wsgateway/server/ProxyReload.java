package io.wsgateway.server;

import io.wsgateway.server.PeerSockets.Finding;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows the sockets of one address that ended at once, until most are back or a minute is over. A
 * socket that connects from the address counts as back: which client it is nobody knows. Not
 * thread-safe: {@link ProxyReloads} holds the lock.
 */
final class ProxyReload {
  /** How long sockets that reconnect are waited for. */
  static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final InetAddress address;
  private final long began;

  /** How many sockets were open before, without those that have ended normally since. */
  private int before;

  private int ended;
  private boolean said;
  private boolean over;

  ProxyReload(InetAddress address, long began, int before, int ended) {
    this.address = address;
    this.began = began;
    this.before = before;
    this.ended = ended;
  }

  /** Notes that a socket ended with a close frame, or because of us: it is not expected back. */
  void left() {
    before--;
  }

  boolean isOver() {
    return over;
  }

  /**
   * Looks once a second.
   *
   * @param open the sockets of the address that are open now
   * @param lost those that ended since the last look without a close frame
   * @param growing whether more are open than at the last look
   */
  @Nullable Finding look(int open, int lost, boolean growing, long now) {
    if (!said) {
      said = true;
      ended += lost;
      before = Math.max(before, ended);
      return new Finding(address, ended, -1, 0);
    }
    int back = Math.max(0, Math.min(ended, ended - (before - open)));
    boolean settled = 10 * back >= 9 * ended && !growing;
    if (back < ended && !settled && now - began < WAIT_NANOS) {
      return null;
    }
    over = true;
    return new Finding(address, ended, back, TimeUnit.NANOSECONDS.toMillis(now - began));
  }
}
