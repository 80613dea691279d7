package io.wsgateway.server;

import io.wsgateway.connection.CloseEvent;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Counts the WebSockets whose TCP connections come from one address, and notices when many of them
 * end at once without a close frame. Sockets may end on any thread; everything else is for {@link
 * ProxyReloads}, which holds the lock.
 */
final class PeerSockets {
  /** How many sockets must end, at least. */
  static final int LEAST = 50;

  private final Object lock;
  private final InetAddress address;
  private int open;

  /** The sockets that ended without a close frame since the last look, and before it. */
  private int lost;

  private int lostBefore;

  /** The sockets that were open at the last look, and at the look before. */
  private int openThen;

  private int openBefore;
  private @Nullable ProxyReload reload;

  /** Counts the sockets of an address, none yet, under a lock. */
  PeerSockets(Object lock, InetAddress address) {
    this.lock = lock;
    this.address = address;
  }

  void opened() {
    open++;
  }

  /** Notes that a socket ended. Any thread, once for each that was opened. */
  void ended(CloseEvent event) {
    synchronized (lock) {
      open--;
      if (event.code() == CloseEvent.ABNORMAL && event.byPeer()) {
        lost++;
      } else if (reload != null) {
        reload.left();
      }
    }
  }

  /** Returns whether there is nothing to remember of this address. */
  boolean isOver() {
    return open == 0 && lost + lostBefore == 0 && reload == null;
  }

  /** Forgets what ended until now, after a time that was too long to say "at once". */
  void forget() {
    lost = 0;
    lostBefore = 0;
    openThen = open;
    openBefore = open;
  }

  /**
   * Looks at what happened since the last look; call it once a second.
   *
   * @return what is to be logged; null: nothing
   */
  @Nullable Finding look(long now, long lastLook) {
    Finding finding = reload == null ? begin(lastLook) : follow(reload, now);
    lostBefore = lost;
    lost = 0;
    openBefore = openThen;
    openThen = open;
    return finding;
  }

  /** The line comes with the next look, so that it counts the stragglers, too. */
  private @Nullable Finding begin(long lastLook) {
    int ended = lost + lostBefore;
    int before = Math.max(ended, Math.max(openThen, openBefore));
    if (ended >= LEAST && 2 * ended >= before) {
      reload = new ProxyReload(address, lastLook, before, ended);
    }
    return null;
  }

  private @Nullable Finding follow(ProxyReload current, long now) {
    Finding finding = current.look(open, lost, open > openThen, now);
    if (current.isOver()) {
      reload = null;
    }
    return finding;
  }

  /**
   * What the log says of sockets that ended at once.
   *
   * @param address the other end of their TCP connections
   * @param sockets how many ended
   * @param back how many connected since then; -1 while they are waited for
   * @param millis how long that took
   */
  record Finding(InetAddress address, int sockets, int back, long millis) {
    boolean isFirst() {
      return back < 0;
    }
  }
}
