package io.wsgateway.connection;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The delay at the end of a close's reason, {@code retry-ms=<n>}: when a client is to return. */
public final class RetryDelay {
  private static final String NAME = "retry-ms=";
  private static final Pattern AT_END = Pattern.compile(NAME + "([0-9]{1,7})$");

  private RetryDelay() {}

  /** Returns a delay in milliseconds as it stands in a reason. */
  public static String text(long millis) {
    return NAME + millis;
  }

  /** Returns the delay of a reason in milliseconds; empty if it has none. */
  public static OptionalInt of(String reason) {
    Matcher delay = AT_END.matcher(reason);
    return delay.find() ? OptionalInt.of(Integer.parseInt(delay.group(1))) : OptionalInt.empty();
  }
}
