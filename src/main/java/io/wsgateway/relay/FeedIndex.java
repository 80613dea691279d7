package io.wsgateway.relay;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Indexes the channels that have subscribers on this node, by name and by the patterns of this
 * node's endpoints. A channel is matched against the patterns when its first subscriber arrives, so
 * the cost of a broadcast depends on what it delivers and not on the number of other channels.
 * Belongs to the relay's loop.
 *
 * <p>A pattern that no endpoint on this node has is matched against all channels; only a node with
 * other endpoints sends such a pattern.
 */
final class FeedIndex {
  private final Map<String, Feed> feeds = new HashMap<>();
  private final Map<ChannelPattern, Set<Feed>> byPattern = new LinkedHashMap<>();

  /** Begins to index the channels of a pattern with placeholders. */
  void add(ChannelPattern pattern) {
    if (!pattern.isExact()) {
      byPattern.computeIfAbsent(pattern, p -> new LinkedHashSet<>(matching(p)));
    }
  }

  @Nullable Feed get(String channel) {
    return feeds.get(channel);
  }

  void put(Feed feed) {
    feeds.put(feed.channel(), feed);
    byPattern.forEach(
        (pattern, matching) -> {
          if (pattern.matches(feed.channel())) {
            matching.add(feed);
          }
        });
  }

  void remove(Feed feed) {
    feeds.remove(feed.channel());
    byPattern.values().forEach(matching -> matching.remove(feed));
  }

  /** The channels that match one of the patterns, each once. */
  Collection<Feed> find(List<ChannelPattern> patterns) {
    if (patterns.size() == 1) {
      return find(patterns.get(0));
    }
    Set<Feed> found = new LinkedHashSet<>();
    patterns.forEach(pattern -> found.addAll(find(pattern)));
    return found;
  }

  private Collection<Feed> find(ChannelPattern pattern) {
    if (pattern.isExact()) {
      Feed feed = feeds.get(pattern.text());
      return feed == null ? List.of() : List.of(feed);
    }
    Set<Feed> known = byPattern.get(pattern);
    return known == null ? matching(pattern) : known;
  }

  private Collection<Feed> matching(ChannelPattern pattern) {
    List<Feed> found = new ArrayList<>();
    for (Feed feed : feeds.values()) {
      if (pattern.matches(feed.channel())) {
        found.add(feed);
      }
    }
    return found;
  }
}
