package io.wsgateway.channel;

/**
 * The users in the name of a user-limited channel: the ids after its last {@code #}, with commas
 * between them.
 */
public final class UserList {
  private static final char BEGIN = '#';
  private static final char COMMA = ',';

  private UserList() {}

  /** Whether a channel is for the users that its name lists. */
  public static boolean limits(ChannelRule rule, String channel) {
    return rule.userLimited() && channel.indexOf(BEGIN) >= 0;
  }

  /** Whether the name lists the user. Compares whole ids: none is found within another's. */
  public static boolean names(String channel, String user) {
    int from = channel.lastIndexOf(BEGIN) + 1;
    while (!user.isEmpty() && from <= channel.length()) {
      int comma = channel.indexOf(COMMA, from);
      int end = comma < 0 ? channel.length() : comma;
      if (end - from == user.length() && channel.startsWith(user, from)) {
        return true;
      }
      from = end + 1;
    }
    return false;
  }
}
