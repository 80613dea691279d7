package io.wsgateway.poll;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names what a polling client has received: {@code <node>.<session>.<number>}. Opaque to clients.
 *
 * @param node the id of the node that holds the session
 * @param session the session's random id
 * @param number the number of its answer that the client has received last
 */
public record PollCursor(String node, String session, long number) {
  /** More than any that a node makes. */
  static final int MAX_LENGTH = 100;

  private static final Pattern SYNTAX =
      Pattern.compile("([A-Za-z0-9-]{1,40})\\.([A-Za-z0-9_-]{22})\\.(0|[1-9][0-9]{0,17})");

  /** Reads a cursor; empty if it is not one. */
  public static Optional<PollCursor> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    Matcher parts = SYNTAX.matcher(text);
    return parts.matches()
        ? Optional.of(
            new PollCursor(parts.group(1), parts.group(2), Long.parseLong(parts.group(3))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return node + "." + session + "." + number;
  }
}
