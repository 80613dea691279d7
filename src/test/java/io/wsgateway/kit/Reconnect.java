package io.wsgateway.kit;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a client comes back after a close: never, or after a random time whose bound doubles with
 * every attempt that failed. A close that names its time ({@code retry-ms}) is obeyed.
 */
public final class Reconnect {
  private static final Pattern RETRY = Pattern.compile("\\bretry-ms=([0-9]{1,9})\\b");

  private final long leastMillis;
  private final long baseMillis;
  private final long capMillis;

  private Reconnect(long leastMillis, long baseMillis, long capMillis) {
    this.leastMillis = leastMillis;
    this.baseMillis = baseMillis;
    this.capMillis = capMillis;
  }

  /** Stays away. */
  public static Reconnect never() {
    return new Reconnect(0, 0, 0);
  }

  /** Comes back as {@code reconnect.js} does: after 500 ms to 1 s at first, after 20 s at most. */
  public static Reconnect likeTheBrowserClient() {
    return new Reconnect(500, 1000, 20_000);
  }

  /** Comes back, soon enough for a test: within 100 ms at first, 2 s at most. */
  public static Reconnect soon() {
    return within(Duration.ofMillis(100), Duration.ofSeconds(2));
  }

  /** Comes back within a first bound that doubles up to a last one. */
  public static Reconnect within(Duration first, Duration last) {
    return new Reconnect(0, first.toMillis(), last.toMillis());
  }

  /**
   * How long to wait.
   *
   * @param failures attempts that failed since the last connection
   * @param reason the reason of the close
   */
  OptionalLong millis(int failures, String reason, Random random) {
    if (capMillis == 0) {
      return OptionalLong.empty();
    }
    Optional<Long> told = told(reason);
    if (told.isPresent() && failures == 0) {
      return OptionalLong.of(told.get());
    }
    long bound = Math.min(capMillis, baseMillis << Math.min(failures, 20));
    return OptionalLong.of(random.nextLong(leastMillis, bound + 1));
  }

  private static Optional<Long> told(String reason) {
    Matcher matcher = RETRY.matcher(reason);
    return matcher.find() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
  }
}
