package io.wsgateway.channel;

import java.util.Optional;

/** Checks channel names, whose grammar is: {@code rest} or {@code namespace:rest}. */
public final class ChannelName {
  /** The most characters of a user's id in a channel name. */
  public static final int USER_LENGTH = 128;

  private static final int NAMESPACE_LENGTH = 64;

  /** Characters of channel names that separate users, or stand for several channels. */
  private static final String NOT_IN_USERS = "#,*";

  private ChannelName() {}

  /**
   * Why a name cannot be a channel, as the end of a sentence that begins with it; empty when it
   * can. A name is 1 to {@code maxBytes} printable ASCII characters, no spaces; a namespace before
   * the first colon is 1 to 64 letters, digits, {@code _}, {@code .} or {@code -}, and something
   * must follow the colon.
   */
  public static Optional<String> problem(String name, int maxBytes) {
    if (name.isEmpty()) {
      return Optional.of("is empty");
    }
    if (name.length() > maxBytes) {
      return Optional.of("is longer than " + maxBytes + " bytes");
    }
    if (name.chars().anyMatch(c -> c < '!' || c > '~')) {
      return Optional.of("holds a space or another character that is not printable ASCII");
    }
    int colon = name.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    if (!isNamespace(name.substring(0, colon))) {
      return Optional.of(
          "has a namespace that is not 1 to 64 letters, digits, '_', '.' or '-' before its first"
              + " colon");
    }
    return colon == name.length() - 1
        ? Optional.of("has nothing after its namespace")
        : Optional.empty();
  }

  /** The part before the first colon; empty for a name without one. */
  public static String namespace(String name) {
    int colon = name.indexOf(':');
    return colon < 0 ? "" : name.substring(0, colon);
  }

  /** Whether a text can be a namespace. */
  public static boolean isNamespace(String text) {
    return !text.isEmpty()
        && text.length() <= NAMESPACE_LENGTH
        && text.chars().allMatch(ChannelName::namespaceChar);
  }

  /**
   * Whether a user's id can be part of a channel name: 1 to {@link #USER_LENGTH} printable ASCII
   * characters without spaces, {@code #}, {@code ,} and {@code *}.
   */
  public static boolean fitsUser(String user) {
    return !user.isEmpty()
        && user.length() <= USER_LENGTH
        && user.chars().allMatch(c -> c >= '!' && c <= '~' && NOT_IN_USERS.indexOf(c) < 0);
  }

  private static boolean namespaceChar(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == '-';
  }
}
