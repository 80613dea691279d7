package io.wsgateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeyChannelsTest {
  private static JsonFields body(String json) {
    return JsonFields.parse(json.getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "orders:*,orders:1,true",
    "orders:*,orders:a:b,true",
    "orders:*,orders:*,true",
    "orders:*,orders:,true",
    "orders:*,orders,false",
    "orders:*,Orders:1,false",
    "orders:*,order:1,false",
    "orders:*,xorders:1,false",
    "orders:*,'orders: ',true",
    "orders:1,orders:1,true",
    "orders:1,orders:11,false",
    "orders:1,orders:,false",
    "*,anything,true",
    "*,'',true",
    "chat,'',false",
  })
  void aPatternAllowsItselfOrWhatBeginsWithIt(String pattern, String channel, boolean allowed) {
    assertThat(KeyChannels.of(List.of(pattern)).allow(channel)).isEqualTo(allowed);
  }

  @Test
  void anEmptyListIsNoLimit() {
    KeyChannels all = KeyChannels.of(List.of());
    assertThat(all.isLimited()).isFalse();
    assertThat(all.allow("anything")).isTrue();
    for (ApiSubject subject : ApiSubject.values()) {
      assertThatCode(() -> all.check(subject, body("{}"))).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @EnumSource(ApiSubject.class)
  void aCallThatNamesNoChannelIsRefused(ApiSubject subject) {
    KeyChannels limited = KeyChannels.of(List.of("chat"));
    // A broadcast to nobody gets the method's own error.
    if (subject != ApiSubject.CHANNELS) {
      assertDenied(limited, subject, "{\"client\":\"c\",\"user\":\"u\"}");
    }
  }

  @Test
  void evenEveryChannelIsNoClient() {
    assertDenied(KeyChannels.of(List.of("*")), ApiSubject.CLIENT, "{\"channel\":\"chat\"}");
    assertDenied(KeyChannels.of(List.of("*")), ApiSubject.NODE, "{\"channel\":\"chat\"}");
  }

  @Test
  void oneChannelThatIsNotAllowedRefusesAll() {
    KeyChannels limited = KeyChannels.of(List.of("a*", "b"));
    assertThatCode(() -> limited.check(ApiSubject.CHANNELS, body("{\"channels\":[\"a1\",\"b\"]}")))
        .doesNotThrowAnyException();
    assertDenied(limited, ApiSubject.CHANNELS, "{\"channels\":[\"a1\",\"b\",\"c\"]}");
    assertDenied(limited, ApiSubject.CHANNELS, "{\"channels\":[\"\"]}");
  }

  @Test
  void escapesAreReadBeforeTheNameIsCompared() {
    KeyChannels limited = KeyChannels.of(List.of("a*"));
    assertDenied(limited, ApiSubject.CHANNEL, "{\"channel\":\"\\u0062\"}");
    assertThatCode(() -> limited.check(ApiSubject.CHANNEL, body("{\"channel\":\"\\u0061b\"}")))
        .doesNotThrowAnyException();
  }

  private static void assertDenied(KeyChannels channels, ApiSubject subject, String json) {
    assertThatThrownBy(() -> channels.check(subject, body(json)))
        .isInstanceOfSatisfying(
            ApiFailure.class,
            failure -> assertThat(failure.error()).isEqualTo(ApiError.PERMISSION_DENIED))
        .hasMessageContaining("api.keys[].channels");
  }

  /** The same rule once more, written the slow way: character by character. */
  private static boolean saysSo(String pattern, String channel) {
    int fixed = pattern.endsWith("*") ? pattern.length() - 1 : pattern.length();
    boolean longEnough = channel.length() >= fixed;
    boolean exact = fixed < pattern.length() || channel.length() == fixed;
    for (int i = 0; longEnough && exact && i < fixed; i++) {
      exact = channel.charAt(i) == pattern.charAt(i);
    }
    return longEnough && exact;
  }

  @Test
  void randomPatternsGrantWhatOneOfThemSaysAndNothingElse() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int granted = 0;
    for (int i = 0; i < 100_000; i++) {
      List<String> patterns = new ArrayList<>();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        String name = text(random, "ab:", 1 + random.nextInt(4));
        patterns.add(random.nextBoolean() ? name + "*" : name);
      }
      String channel = text(random, "ab:*A", random.nextInt(6));
      boolean expected = patterns.stream().anyMatch(pattern -> saysSo(pattern, channel));
      assertThat(KeyChannels.of(patterns).allow(channel))
          .as("seed %d: %s, %s", seed, patterns, channel)
          .isEqualTo(expected);
      granted += expected ? 1 : 0;
    }
    assertThat(granted).as("seed %d", seed).isBetween(5_000, 95_000);
  }

  private static String text(Random random, String letters, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }
}
