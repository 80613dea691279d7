package io.wsgateway.server.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wsgateway.server.admission.ClientAddress.Scheme;
import io.wsgateway.server.admission.OriginPolicy.Verdict;
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
        "https://good.example..",
        "https://go\u212ad.example",
        "file://",
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
    "HTTPS://*.Good.EXAMPLE, https://a.good.example, true",
    "HTTPS://Good.example:8443, https://good.EXAMPLE:8443, true",
    "https://good.example, HTTPS://GOOD.EXAMPLE, true",
    "https://good.example, https://Good.example, true",
    "https://kk.example, https://\u212a\u212a.example, false",
    "https://[2001:DB8::1]:8443, https://[2001:db8::1]:8443, true",
    "https://[2001:db8:0:0:0:0:0:1], https://[2001:db8::1], true",
    "https://[2001:db8::1], https://[2001:db8::2], false",
    "https://[2001:db8::1]:*, https://[2001:db8::1]:9, true",
    "chrome-extension://ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP, chrome-extension://abcdefghijklmnopabcdefghijklmnop, true",
    "file://, file://, true",
    "file://, FILE://, true",
    "file://, null, false",
    "null, file://, false",
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
        "https://good.example:0",
        "https://good..example",
        "https://*.[::1]",
        "https://[::1",
        "https://[1.2.3.4]",
        "file://*",
        "file://:*",
        "file://*.",
        "about:blank",
        "good.example",
        "https://good.example/path",
        "*://good.example",
        ""
      })
  void whatIsNoOriginIsNotAccepted(String allow) {
    assertThatIllegalArgumentException().isThrownBy(() -> new OriginPolicy(List.of(allow), false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://any.example",
        "HTTPS://ANY.EXAMPLE",
        "https://any.example:0443",
        "https://any.example/path",
        "https://user@any.example",
        "https://\u212a.example",
        "app-with-a-scheme-of-more-than-thirty-two-characters://a",
        "file://",
        "about:blank",
        "null",
        "NULL",
        "*",
        ""
      })
  void aStarAloneAdmitsWhateverComes(String origin) {
    assertThat(allowed(List.of("*"), origin)).isTrue();
    assertThat(allowed(List.of("https://good.example", "*"), origin)).isTrue();
    List<String> twice = List.of(origin, "https://good.example");
    assertThat(new OriginPolicy(List.of("*"), true).judge(twice, "gw.test", Scheme.HTTP))
        .isEqualTo(Verdict.ALLOWED);
  }

  @Test
  void aStarDoesNotStandForAMissingOrigin() {
    assertThat(new OriginPolicy(List.of("*"), true).judge(List.of(), "gw.test", Scheme.HTTP))
        .isEqualTo(Verdict.MISSING);
  }

  @ParameterizedTest
  @CsvSource({
    "http://gw.test:8080, gw.test:8080, UNKNOWN, true",
    "HTTP://GW.test, gw.TEST, UNKNOWN, true",
    "http://[::1]:8080, [0:0::1]:8080, UNKNOWN, true",
    "file://, gw.test, UNKNOWN, false",
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
