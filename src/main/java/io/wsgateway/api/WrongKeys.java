package io.wsgateway.api;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Counts the wrong API keys of each address, in windows of a minute that begin with the first one.
 * It knows nothing of right keys, which are therefore never refused because of it.
 *
 * <p>At most {@value #MAX_ADDRESSES} addresses are counted within a minute. Policy: later ones are
 * not counted until a window ends, and receive 401 for each wrong key. State belongs to the API's
 * event loop.
 */
final class WrongKeys {
  /** How many wrong keys of an address within a window get a 401. */
  static final int ALLOWED = 10;

  static final int MAX_ADDRESSES = 10_000;

  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanoTime;

  /** In the order in which the windows began, so that those that are over come first. */
  private final Map<String, Window> windows = new LinkedHashMap<>();

  private static final class Window {
    private final long since;
    private int keys;

    Window(long since) {
      this.since = since;
    }
  }

  /**
   * What a wrong key gets.
   *
   * @param retrySeconds 0: 401; otherwise 429, and how long the window lasts
   * @param first whether it is the first one of the window that gets 429
   */
  record Verdict(int retrySeconds, boolean first) {
    private static final Verdict WRONG = new Verdict(0, false);

    boolean isTooMany() {
      return retrySeconds > 0;
    }
  }

  WrongKeys(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Counts a wrong key of an address. */
  Verdict wrong(String address) {
    long now = nanoTime.getAsLong();
    forget(now);
    Window window = windows.get(address);
    if (window == null) {
      if (windows.size() >= MAX_ADDRESSES) {
        return Verdict.WRONG;
      }
      window = new Window(now);
      windows.put(address, window);
    }
    if (window.keys <= ALLOWED) {
      window.keys++;
      return window.keys <= ALLOWED ? Verdict.WRONG : new Verdict(retry(window, now), true);
    }
    return new Verdict(retry(window, now), false);
  }

  /** How many addresses have a window. */
  int size() {
    return windows.size();
  }

  private void forget(long now) {
    for (Iterator<Window> all = windows.values().iterator(); all.hasNext(); ) {
      if (now - all.next().since < WINDOW_NANOS) {
        return;
      }
      all.remove();
    }
  }

  /** At least 1, rounded up, so that the window is over then. */
  private static int retry(Window window, long now) {
    long left = window.since + WINDOW_NANOS - now;
    return (int) (1 + (left - 1) / TimeUnit.SECONDS.toNanos(1));
  }
}
