package io.wsgateway.relay;

import io.wsgateway.channel.LogCap;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.FanoutMetrics;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs what other nodes had for this one and never arrived, and notifies this node's
 * subscribers. The channels concerned are unknown, so all subscribers are notified: at once, and
 * again after some milliseconds if more is missing by then, so that many gaps cost no more than a
 * few. Belongs to the relay's loop.
 */
final class Losses {
  private static final Logger log = LoggerFactory.getLogger(Losses.class);
  private static final long QUIET_MILLIS = 100;
  private static final int LINES = 10;

  private final Loop loop;
  private final FanoutMetrics metrics;
  private final Runnable tell;
  private final LogCap cap;
  private final Map<String, Long> unsaid = new HashMap<>();
  private boolean quiet;
  private boolean due;

  /** Begins without losses; {@code tell} notifies all subscribers. */
  Losses(Loop loop, FanoutMetrics metrics, Runnable tell) {
    this.loop = loop;
    this.metrics = metrics;
    this.tell = tell;
    this.cap = new LogCap(LINES, TimeUnit.MINUTES.toNanos(1), loop::nanoTime);
  }

  /** Records that so many envelopes or batches of that node are missing; 0 is ignored. */
  void add(String origin, long missing) {
    if (missing == 0) {
      return;
    }
    metrics.lost(missing);
    unsaid.merge(origin, missing, Long::sum);
    if (quiet) {
      due = true;
    } else {
      tell();
    }
  }

  private void tell() {
    due = false;
    quiet = true;
    loop.schedule(
        QUIET_MILLIS,
        () -> {
          quiet = false;
          if (due) {
            tell();
          }
        });
    tell.run();
  }

  /** Logs what was counted, once a second. What exceeds the cap is included in the next line. */
  void heartbeat() {
    unsaid.entrySet().removeIf(one -> cap.next() >= 0 && isSaid(one.getKey(), one.getValue()));
  }

  private static boolean isSaid(String origin, long missing) {
    log.atWarn()
        .addKeyValue("event", "relay.lost")
        .addKeyValue("nodeId", origin)
        .addKeyValue("count", missing)
        .log(
            "{} batches of messages from node {} never arrived: the clients here that may have"
                + " missed some are notified",
            missing,
            origin);
    return true;
  }
}
