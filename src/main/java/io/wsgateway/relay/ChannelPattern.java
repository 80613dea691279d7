package io.wsgateway.relay;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A channel name that may hold placeholders: {@code room:{room}}. A placeholder stands for 1 to 64
 * characters that an endpoint's path may bring, or for any user id in case of {@code {user}}.
 *
 * @param prefix what stands before the first placeholder
 * @param regex null if there is no placeholder
 */
public record ChannelPattern(String text, String prefix, @Nullable Pattern regex) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

  /** Parses a channel name with or without placeholders. */
  public static ChannelPattern of(String text) {
    if (!mayHavePlaceholders(text)) {
      return new ChannelPattern(text, text, null);
    }
    StringBuilder regex = new StringBuilder();
    Matcher matcher = PLACEHOLDER.matcher(text);
    int from = 0;
    int first = text.length();
    while (matcher.find()) {
      first = from == 0 ? matcher.start() : first;
      regex.append(Pattern.quote(text.substring(from, matcher.start())));
      regex.append(matcher.group(1).equals("user") ? ".*" : "[a-zA-Z0-9_-]{1,64}");
      from = matcher.end();
    }
    if (from == 0) {
      return new ChannelPattern(text, text, null);
    }
    regex.append(Pattern.quote(text.substring(from)));
    return new ChannelPattern(text, text.substring(0, first), Pattern.compile(regex.toString()));
  }

  /** Whether a text may contain placeholders; false if it certainly stands for itself only. */
  static boolean mayHavePlaceholders(String text) {
    return text.indexOf('{') >= 0;
  }

  /** Whether it stands for one channel only. */
  boolean isExact() {
    return regex == null;
  }

  /** Whether a channel's name matches. */
  public boolean matches(String channel) {
    return regex == null
        ? channel.equals(text)
        : channel.startsWith(prefix) && regex.matcher(channel).matches();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChannelPattern that && that.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
