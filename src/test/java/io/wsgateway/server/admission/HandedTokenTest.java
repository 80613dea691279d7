package io.wsgateway.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.wsgateway.config.AuthConfig;
import io.wsgateway.config.load.ConfigLoader;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandedTokenTest {
  private static final AuthConfig AUTH =
      ConfigLoader.parse("auth: {cookie: sid, tokenInQuery: true}").config().auth();
  private static final AuthConfig PLAIN = ConfigLoader.parse("").config().auth();

  private static HandedToken of(String header, String value) {
    return HandedToken.of(MultiMap.caseInsensitiveMultiMap().add(header, value), "", AUTH);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "Authorization | Bearer a.b | a.b",
        "authorization | BEARER   a.b | a.b",
        "Authorization | Bearer | none",
        "Authorization | 'Bearer  ' | none",
        "Authorization | Bearera.b | none",
        "Authorization | Basic a.b | none",
        "Sec-WebSocket-Protocol | bearer, a.b | a.b",
        "Sec-WebSocket-Protocol | soap, bearer , a.b, xmpp | a.b",
        "Sec-WebSocket-Protocol | bearer | none",
        "Sec-WebSocket-Protocol | Bearer, a.b | none",
        "Sec-WebSocket-Protocol | bearer, bearer | bearer",
        "Sec-WebSocket-Protocol | a.b, bearer | none",
        "Cookie | sid=a.b | a.b",
        "Cookie | x=y; sid = a.b ;z | a.b",
        "Cookie | sid=\"a.b\" | a.b",
        "Cookie | sid=\" | \"",
        "Cookie | sid=a=b | a=b",
        "Cookie | sid= | none",
        "Cookie | SID=a.b | none",
        "Cookie | xsid=a.b; sid | none",
        "Cookie | x=\"; sid=a.b | a.b",
      })
  void aTokenIsFound(String header, String value, String token) {
    HandedToken handed = of(header, value);
    assertThat(handed.token()).isEqualTo(token);
    assertThat(handed.isAmbiguous()).isFalse();
    assertThat(handed.isByCookie())
        .isEqualTo(value.matches(".*\\bsid ?=.*") && !value.startsWith("xsid"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "token=a.b | a.b",
        "x=1&token=a.b&y | a.b",
        "token=a%2Eb | a.b",
        "token=a+b | a+b",
        "token=%zz | %zz",
        "token=% | %",
        "token= | none",
        "Token=a.b | none",
        "xtoken=a.b | none",
        "token | none"
      })
  void aTokenOfTheQueryIsFoundIfThatIsAllowed(String query, String token) {
    MultiMap none = MultiMap.caseInsensitiveMultiMap();
    assertThat(HandedToken.of(none, query, AUTH).token()).isEqualTo(token);
    assertThat(HandedToken.of(none, query, PLAIN).token()).isNull();
  }

  @Test
  void differentTokensAreAmbiguousAndSeveralCookiesAreInAnyCase() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Authorization", "Bearer a");
    assertThat(HandedToken.of(headers, "token=a", AUTH).isAmbiguous()).isFalse();
    assertThat(HandedToken.of(headers, "token=b", AUTH).isAmbiguous()).isTrue();
    assertThat(HandedToken.of(headers, "token=b", PLAIN).isAmbiguous()).isFalse();
    headers.add("Authorization", "Bearer a");
    assertThat(HandedToken.of(headers, "", AUTH).isAmbiguous()).isFalse();
    headers.add("Authorization", "Bearer c");
    assertThat(HandedToken.of(headers, "", AUTH).isAmbiguous()).isTrue();
    assertThat(of("Sec-WebSocket-Protocol", "bearer, a, bearer, b").isAmbiguous()).isTrue();
    assertThat(of("Cookie", "sid=a; sid=a").isAmbiguous()).isTrue();
    assertThat(of("Cookie", "sid=; sid=a").isAmbiguous()).isTrue();
  }

  @Test
  void theTokenIsNoSubprotocol() {
    Subprotocols spoken = new Subprotocols(List.of("soap", "xmpp"), false);
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap().add(Subprotocols.HEADER, "bearer, soap, xmpp");
    assertThat(spoken.chooseBesideToken(headers)).isEqualTo("xmpp");
    assertThat(spoken.choose(headers)).isEqualTo("soap");
  }

  /** Whatever arrives: no exception, and no token that is not there. */
  @Test
  void randomHeadersNeverCrashAndNeverYieldWhatIsNotThere() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String[] pieces = {
      "bearer", "Bearer ", "Basic ", ",", ";", "=", "sid", "sid=", "\"", " ", "\t", "a.b", "soap",
      "%", "%4", "%41", "%ff%fe", "&", "token=", "+", "\u00e9", "\u0000", "\ud800", ",,", "=;", "x"
    };
    String[] names = {"Authorization", "Cookie", "Sec-WebSocket-Protocol", "X"};
    Set<String> found = new TreeSet<>();
    for (int i = 0; i < 50_000; i++) {
      MultiMap headers = MultiMap.caseInsensitiveMultiMap();
      StringBuilder all = new StringBuilder();
      for (int lines = random.nextInt(4); lines > 0; lines--) {
        String value = text(random, pieces);
        headers.add(names[random.nextInt(names.length)], value);
        all.append(value).append('\n');
      }
      String query = text(random, pieces);
      HandedToken handed = HandedToken.of(headers, query, random.nextBoolean() ? AUTH : PLAIN);
      String token = handed.token();
      if (token != null) {
        found.add(token);
        assertThat(token).as("seed %d", seed).isNotBlank();
        assertThat(all.toString().contains(token) || query.contains("%") || query.contains(token))
            .as("seed %d", seed)
            .isTrue();
      }
    }
    assertThat(found).as("seed %d", seed).contains("a.b");
  }

  private static String text(Random random, String[] pieces) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(8); n > 0; n--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }
}
