package io.wsgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wsgateway.server.ClientAddress.Scheme;
import io.wsgateway.server.OriginPolicy.Verdict;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPolicyTest {
  private static final List<String> GOOD = List.of("https://good.example");

  private static boolean allowed(List<String> allow, String origin) {
    return new OriginPolicy(allow, false).judge(List.of(origin), "gw.test", Scheme.UNKNOWN)
        == Verdict.ALLOWED;
  }

  private static boolean same(String origin, String host, Scheme scheme) {
    return new OriginPolicy(List.of(), false).judge(List.of(origin), host, scheme)
        == Verdict.ALLOWED;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://good.example.evil.com",
        "https://evilgood.example",
        "https://good.example.",
        "https://good.example:444",
        "http://good.example",
        "HTTPS://GOOD.EXAMPLE",
        "https://Good.example",
        "https://good.example/",
        "https://good.example@evil.com",
        "https://good.example#",
        "https://good.example\t",
        "https://good.exampleſ",
        "https://user@good.example",
        "https://good.example:0443:1",
        "https://good.example:99999",
        "https://",
        "good.example",
        "null",
        "",
        "*"
      })
  void onlyTheExactOriginIsAllowed(String origin) {
    assertThat(allowed(GOOD, "https://good.example")).isTrue();
    assertThat(allowed(GOOD, origin)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "https://*.good.example, https://a.good.example, true",
    "https://*.good.example, https://good.example, false",
    "https://*.good.example, https://a.b.good.example, false",
    "https://*.good.example, https://.good.example, false",
    "https://*.good.example, https://agood.example, false",
    "https://*.good.example, https://a.good.example:8443, false",
    "http://localhost:*, http://localhost:5173, true",
    "http://localhost:*, http://localhost, true",
    "http://localhost:*, http://localhost.evil.com:5173, false",
    "http://localhost:*, https://localhost:5173, false",
    "https://good.example:443, https://good.example, true",
    "capacitor://localhost, capacitor://localhost, true",
    "capacitor://localhost, ionic://localhost, false",
    "*, https://any.example, true",
    "*, null, true",
    "null, null, true",
    "https://good.example, null, false"
  })
  void aStarStandsForAWholeLabelOrPort(String allow, String origin, boolean expected) {
    assertThat(allowed(List.of(allow), origin)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://*good.example",
        "https://a.*.example",
        "https://good.*",
        "https://good.example:8*",
        "https://good.example:80:*",
        "good.example",
        "https://good.example/path",
        "*://good.example",
        "https://Good.example",
        ""
      })
  void whatIsNoOriginIsNotAccepted(String allow) {
    assertThatIllegalArgumentException().isThrownBy(() -> new OriginPolicy(List.of(allow), false));
  }

  @ParameterizedTest
  @CsvSource({
    "http://gw.test:8080, gw.test:8080, UNKNOWN, true",
    "https://gw.test:8080, gw.test:8080, UNKNOWN, true",
    "https://gw.test, gw.test, UNKNOWN, true",
    "http://gw.test, gw.test, UNKNOWN, true",
    "https://gw.test, gw.test:443, UNKNOWN, true",
    "https://gw.test, gw.test:80, UNKNOWN, false",
    "http://gw.test, GW.Test, UNKNOWN, true",
    "http://gw.test:81, gw.test, UNKNOWN, false",
    "http://gw.test, gw.test, HTTPS, false",
    "https://gw.test, gw.test, HTTPS, true",
    "https://gw.test:443, gw.test, HTTPS, true",
    "https://gw.test, gw.test, HTTP, false",
    "http://gw.test, gw.test:80, HTTP, true",
    "http://[::1]:8080, [::1]:8080, UNKNOWN, true",
    "http://evil.test, gw.test, UNKNOWN, false",
    "ftp://gw.test, gw.test, UNKNOWN, false"
  })
  void sameOriginIsHostAndPortAndAKnownScheme(
      String origin, String host, Scheme scheme, boolean expected) {
    assertThat(same(origin, host, scheme)).isEqualTo(expected);
  }

  @Test
  void noOriginIsNoBrowserAndPassesUnlessRequired() {
    List<String> none = List.of();
    assertThat(new OriginPolicy(none, false).judge(none, "gw.test", Scheme.HTTP))
        .isEqualTo(Verdict.ALLOWED);
    assertThat(new OriginPolicy(none, true).judge(none, "gw.test", Scheme.HTTP))
        .isEqualTo(Verdict.MISSING);
  }

  @Test
  void twoOriginsAreForeignEvenIfBothAreAllowed() {
    List<String> twice = List.of("https://good.example", "https://good.example");
    assertThat(new OriginPolicy(GOOD, false).judge(twice, "gw.test", Scheme.HTTP))
        .isEqualTo(Verdict.FOREIGN);
  }

  /** Whatever is done to an allowed origin, only itself is allowed. */
  @Test
  void noMutationOfAnAllowedOriginPasses() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = "abz.:/@*#?\\-_0%\u0000\u00df\u212a [];";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder mutated = new StringBuilder("https://good.example");
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        int at = random.nextInt(mutated.length());
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        if (random.nextInt(3) == 0) {
          mutated.deleteCharAt(at);
        } else if (random.nextBoolean()) {
          mutated.insert(at, c);
        } else {
          mutated.setCharAt(at, c);
        }
      }
      String origin = mutated.toString();
      if (!origin.equals("https://good.example")) {
        assertThat(allowed(GOOD, origin)).as("seed %d: %s", seed, origin).isFalse();
      }
    }
  }
}
