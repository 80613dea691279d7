package io.wsgateway.server;

import io.wsgateway.channel.LogCap;
import io.wsgateway.loop.Loop;
import io.wsgateway.server.PeerSockets.Finding;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs when it looks as if a proxy in front was reloaded: at least {@value PeerSockets#LEAST}
 * WebSockets, and at least half of those from one address, end without a close frame within two
 * seconds. A second line says how many are back. The address is that of the TCP connection, not
 * that of the client behind the proxy.
 *
 * <p>It counts when a socket opens and ends, and looks at the counts once a second; messages cost
 * nothing. At most {@value #MOST} addresses are tracked at a time, and sockets of further ones are
 * ignored. Because clients can cause these lines, at most {@value #LINES} a minute are logged.
 * Thread-safe: the sockets of one proxy are spread over all event loops.
 */
final class ProxyReloads {
  /** How many addresses are tracked. */
  static final int MOST = 1024;

  /** How many reloads are logged per minute, with two lines each. */
  static final int LINES = 5;

  private static final Logger log = LoggerFactory.getLogger(ProxyReloads.class);
  private static final long LOOK_MILLIS = 1000;

  /** After a longer time between two looks nobody knows what ended at once. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Object lock = new Object();
  private final LongSupplier nanoTime;
  private final LogCap cap;
  private final AtomicBoolean watched = new AtomicBoolean();
  private final Map<InetAddress, PeerSockets> peers = new HashMap<>();
  private final Set<InetAddress> logged = new HashSet<>();
  private long lastLook;

  ProxyReloads(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.cap = new LogCap(LINES, TimeUnit.MINUTES.toNanos(1), nanoTime);
    this.lastLook = nanoTime.getAsLong();
  }

  /** Looks once a second from now on, on the loop of the first caller. */
  void watch(Loop loop) {
    if (watched.compareAndSet(false, true)) {
      lookLater(loop);
    }
  }

  private void lookLater(Loop loop) {
    loop.schedule(
        LOOK_MILLIS,
        () -> {
          // Schedule first: a failure below must not end the looks.
          lookLater(loop);
          look();
        });
  }

  /**
   * Counts a socket of a peer: the other end of its TCP connection, or null if that has ended.
   *
   * @return to be notified of the socket's end; null if the peer is not tracked
   */
  @Nullable PeerSockets opened(@Nullable InetAddress peer) {
    synchronized (lock) {
      PeerSockets sockets = peer == null ? null : peers.get(peer);
      if (sockets == null && peer != null && peers.size() < MOST) {
        sockets = new PeerSockets(lock, peer);
        peers.put(peer, sockets);
      }
      if (sockets != null) {
        sockets.opened();
      }
      return sockets;
    }
  }

  /** Looks at what has ended since the last look, and logs it. */
  void look() {
    due().forEach(this::say);
  }

  private List<Finding> due() {
    List<Finding> due = new ArrayList<>();
    synchronized (lock) {
      long now = nanoTime.getAsLong();
      boolean paused = now - lastLook > PAUSE_NANOS;
      for (PeerSockets sockets : peers.values()) {
        if (paused) {
          sockets.forget();
        }
        Finding finding = sockets.look(now, lastLook);
        if (finding != null) {
          due.add(finding);
        }
      }
      peers.values().removeIf(PeerSockets::isOver);
      lastLook = now;
    }
    return due;
  }

  /** Only the loop that looks calls this. */
  private void say(Finding finding) {
    if (finding.isFirst()) {
      long unsaid = cap.next();
      if (unsaid >= 0) {
        logged.add(finding.address());
        LogCap.tell(
                log.atWarn()
                    .addKeyValue("event", "proxy.reload")
                    .addKeyValue("remote", finding.address().getHostAddress())
                    .addKeyValue("sockets", finding.sockets()),
                unsaid)
            .log(
                "looks like a proxy reload: {} sockets from one address ended at once, without a"
                    + " close frame",
                finding.sockets());
      }
    } else if (logged.remove(finding.address())) {
      log.atInfo()
          .addKeyValue("event", "proxy.reload")
          .addKeyValue("remote", finding.address().getHostAddress())
          .addKeyValue("sockets", finding.sockets())
          .addKeyValue("back", finding.back())
          .addKeyValue("millis", finding.millis())
          .log(
              "looks like a proxy reload: {} sockets from one address ended at once; {} back after"
                  + " {} s",
              finding.sockets(),
              back(finding),
              Math.round(finding.millis() / 1000.0));
    }
  }

  private static String back(Finding finding) {
    return finding.back() == finding.sockets()
        ? String.valueOf(finding.back())
        : finding.back() + " of " + finding.sockets();
  }
}
