package io.wsgateway.fanout;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A channel name that may hold placeholders: {@code room:{room}}. A placeholder stands for 1 to 64
 * characters that an endpoint's path may bring, or for any user id in case of {@code {user}}.
 *
 * @param regex null if there is no placeholder
 */
public record ChannelPattern(String text, @Nullable Pattern regex) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

  /** Parses a channel name with or without placeholders. */
  public static ChannelPattern of(String text) {
    StringBuilder regex = new StringBuilder();
    var matcher = PLACEHOLDER.matcher(text);
    int from = 0;
    while (matcher.find()) {
      regex.append(Pattern.quote(text.substring(from, matcher.start())));
      regex.append(matcher.group(1).equals("user") ? ".*" : "[a-zA-Z0-9_-]{1,64}");
      from = matcher.end();
    }
    if (from == 0) {
      return new ChannelPattern(text, null);
    }
    regex.append(Pattern.quote(text.substring(from)));
    return new ChannelPattern(text, Pattern.compile(regex.toString()));
  }

  /** Those of the channels that match. */
  Stream<String> among(Set<String> channels) {
    if (regex == null) {
      return channels.contains(text) ? Stream.of(text) : Stream.empty();
    }
    return channels.stream().filter(regex.asMatchPredicate());
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
