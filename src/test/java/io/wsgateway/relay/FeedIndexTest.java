package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Channels found by name and by pattern, whenever each became known. */
final class FeedIndexTest {
  private static final ChannelPattern ROOMS = ChannelPattern.of("room:{room}");

  private final FeedIndex index = new FeedIndex();

  private void put(String... channels) {
    Stream.of(channels).map(Feed::new).forEach(index::put);
  }

  private List<String> find(String... patterns) {
    return index.find(Stream.of(patterns).map(ChannelPattern::of).toList()).stream()
        .map(Feed::channel)
        .sorted()
        .toList();
  }

  @Test
  void aPatternFindsWhatCameBeforeAndAfterIt() {
    put("room:1", "room:a.b", "other");
    index.add(ROOMS);
    put("room:2", "rooms:3", "room:");

    assertThat(find("room:{room}")).containsExactly("room:1", "room:2");
    assertThat(find("room:{again}")).containsExactly("room:1", "room:2");
    assertThat(find("other", "nobody", "room:{room}", "room:1"))
        .containsExactly("other", "room:1", "room:2");
  }

  @Test
  void whatIsGoneIsFoundNoMore() {
    index.add(ROOMS);
    put("room:1", "room:2");
    index.remove(index.get("room:1"));

    assertThat(index.get("room:1")).isNull();
    assertThat(find("room:{room}")).containsExactly("room:2");
    assertThat(find("room:1")).isEmpty();
  }

  @Test
  void aKnownPatternIsNotLookedForAmongAllChannels() {
    index.add(ROOMS);
    IntStream.range(0, 100).forEach(i -> put("room:" + i));

    // The very same set each time: nothing is matched when a broadcast comes.
    assertThat(index.find(List.of(ROOMS))).isSameAs(index.find(List.of(ROOMS))).hasSize(100);
  }
}
