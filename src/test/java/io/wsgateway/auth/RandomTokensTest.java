package io.wsgateway.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.vertx.core.Future;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever a client sends, it is refused and nothing else happens, unless it is a signed token. */
class RandomTokensTest {
  private static final int CASES = Integer.getInteger("token.cases", 5_000);
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_..=+/ \n\u0000\u00e9\ud800";
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          ":",
          ",",
          "null",
          "\"alg\":",
          "\"none\"",
          "\"HS256\"",
          "\"kid\":",
          "\"exp\":",
          "1e999",
          "-1",
          "\"sub\":",
          "\"crit\":[\"b64\"]",
          "\\ud800",
          "\u0000",
          "\"jwk\":{}");

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final JwtTokens tokens = TokenFixture.tokens();

  private void assertRefused(String token, String what) {
    Future<Identity> checked = tokens.connection(token);
    if (!checked.isComplete() || checked.succeeded()) {
      fail("seed %d: %s was not refused: %s", seed, what, token);
    }
    assertThat(checked.cause()).as("seed %d: %s", seed, token).isInstanceOf(TokenException.class);
    assertThat(checked.cause().getMessage())
        .as("seed %d: %s", seed, token)
        .doesNotContain("could not be checked");
  }

  @Test
  void randomTextIsRefused() {
    for (int i = 0; i < CASES; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(200);
      for (int j = 0; j < length; j++) {
        text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
      assertRefused(text.toString(), "random text");
    }
  }

  @Test
  void randomPartsAreRefused() {
    for (int i = 0; i < CASES; i++) {
      assertRefused(part() + "." + part() + "." + part(), "a token of random parts");
    }
  }

  private String part() {
    if (random.nextBoolean()) {
      byte[] bytes = new byte[random.nextInt(70)];
      random.nextBytes(bytes);
      return TestKeys.encode(bytes);
    }
    StringBuilder json = new StringBuilder("{");
    int pieces = random.nextInt(12);
    for (int j = 0; j < pieces; j++) {
      json.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return TestKeys.encode(
        json.append(random.nextBoolean() ? "}" : "").toString().getBytes(ISO_8859_1));
  }

  /** Every character counts: one changed, removed, added or moved, and the token is refused. */
  @Test
  void aMutatedTokenIsRefused() {
    List<String> valid =
        Stream.of(JwtAlgorithm.HS256, JwtAlgorithm.RS256, JwtAlgorithm.ES256, JwtAlgorithm.EDDSA)
            .map(alg -> TestKeys.token(alg, alg.toString(), "{\"sub\":\"u\",\"info\":{\"a\":[1]}}"))
            .toList();
    for (int i = 0; i < CASES / 4; i++) {
      String token = valid.get(random.nextInt(valid.size()));
      String mutated = mutate(token);
      if (!mutated.equals(token)) {
        assertRefused(mutated, "a mutated token");
      }
    }
  }

  private String mutate(String token) {
    StringBuilder text = new StringBuilder(token);
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && text.length() > 0; i++) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.setCharAt(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        case 1 -> text.deleteCharAt(at);
        case 2 -> text.insert(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        default -> text.setLength(at);
      }
    }
    return text.toString();
  }

  /**
   * Signed by the right key, so that the claims are reached: accepted or refused, never a crash.
   */
  @Test
  void randomClaimsUnderAGoodSignatureNeverCrash() {
    for (int i = 0; i < CASES; i++) {
      StringBuilder json = new StringBuilder("{\"sub\":\"u\"");
      int pieces = random.nextInt(12);
      for (int j = 0; j < pieces; j++) {
        json.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      String claims = json.append('}').toString();
      Future<Identity> checked =
          tokens.connection(TestKeys.token(JwtAlgorithm.HS256, "HS256", claims));
      assertThat(checked.isComplete()).isTrue();
      if (checked.failed()) {
        assertThat(checked.cause())
            .as("seed %d: %s", seed, claims)
            .isInstanceOf(TokenException.class);
        assertThat(checked.cause().getMessage()).doesNotContain("could not be checked");
      }
    }
  }
}
