package io.wsgateway.server.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
  private final PathPattern rooms = PathPattern.parse("/rooms/{room}");

  @Test
  void aPlaceholderTakesOneSegment() {
    assertThat(rooms.match("/rooms/Blue_room-7")).contains(Map.of("room", "Blue_room-7"));
    assertThat(PathPattern.parse("/{a}/x/{b}").match("/1/x/2"))
        .contains(Map.of("a", "1", "b", "2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*", ">", "#", "+", "a.*", "..", ".", "a/b", "a:b", "", "a%2Fb", "%61", "a b", "a\r\n",
        "a\u0000", "$SYS", "a;x=1", "[a-z]", "{slot}", "ä", "a\u202e", "\u0661", "a,b", "a\n"
      })
  void aPlaceholderTakesNothingThatMeansSomethingElsewhere(String value) {
    assertThat(rooms.match("/rooms/" + value)).isEmpty();
  }

  @Test
  void aPlaceholderTakes64CharactersAtMost() {
    assertThat(rooms.match("/rooms/" + "a".repeat(64))).isPresent();
    assertThat(rooms.match("/rooms/" + "a".repeat(65))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ws/", "/WS", "/%77s", "//ws", "/ws;x=1", "/./ws", "/ws#x", "ws", ""})
  void aLiteralIsComparedAsItCame(String path) {
    assertThat(PathPattern.parse("/ws").match("/ws")).contains(Map.of());
    assertThat(PathPattern.parse("/ws").match(path)).isEmpty();
  }

  @Test
  void whatLooksLikeARegularExpressionIsLiteral() {
    assertThat(PathPattern.parse("/a.b").match("/axb")).isEmpty();
    assertThat(PathPattern.parse("/a.b").match("/a.b")).isPresent();
    assertThat(PathPattern.parse("/\\Ex").match("/\\Ex")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws", "/a{b}", "/{a}b", "/{}", "/{a", "/{a}/{a}", "/{a.b}"})
  void aPatternThatIsNoneIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> PathPattern.parse(text));
  }

  @Test
  void randomValuesAreTakenExactlyWhenTheyAreSafe() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(70); n > 0; n--) {
        text.append(
            (char) (random.nextInt(40) == 0 ? random.nextInt(256) : 'a' + random.nextInt(26)));
      }
      String value = text.toString();
      Optional<Map<String, String>> match = rooms.match("/rooms/" + value);
      assertThat(match.isPresent())
          .as("seed %d: %s", seed, value)
          .isEqualTo(
              value.chars().allMatch(PathPatternTest::isSafe)
                  && !value.isEmpty()
                  && value.length() <= 64);
      match.ifPresent(m -> assertThat(m).containsExactly(Map.entry("room", value)));
    }
  }

  private static boolean isSafe(int c) {
    return c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-');
  }
}
