package io.wsgateway.auth;

import static io.wsgateway.auth.TokenFixture.assertRefused;
import static io.wsgateway.auth.TokenFixture.await;
import static io.wsgateway.auth.TokenFixture.claims;
import static io.wsgateway.auth.TokenFixture.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.auth.TokenException.Reason;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers and forms that no key is asked about. */
class TokenFormTest {
  private static final String SUB = "\"sub\":\"u\"";
  private static final JwtTokens TOKENS = tokens();

  static Stream<String> headers() {
    return Stream.of(
        "{\"alg\":\"none\"}|alg is none",
        "{\"alg\":\"None\"}|alg is none",
        "{\"alg\":\"nOnE\"}|alg is none",
        "{\"alg\":\"hs256\"}|alg is none",
        "{\"alg\":\"\"}|alg is none",
        "{\"alg\":null}|no alg",
        "{\"alg\":256}|no alg",
        "{\"alg\":[\"HS256\"]}|no alg",
        "{}|no alg",
        "{\"alg\":\"HS256\",\"alg\":\"HS256\"}|twice",
        "{\"alg\":\"HS256\",\"\\u0061lg\":\"none\"}|twice",
        "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}|jwk in its header",
        "{\"alg\":\"HS256\",\"jku\":\"http://169.254.169.254/\"}|jku in its header",
        "{\"alg\":\"HS256\",\"x5c\":[]}|x5c in its header",
        "{\"alg\":\"HS256\",\"x5u\":\"https://a.example\"}|x5u in its header",
        "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}|crit in its header",
        "{\"alg\":\"HS256\",\"crit\":null}|crit in its header",
        "{\"alg\":\"HS256\",\"b64\":false}|b64 in its header",
        "{\"alg\":\"HS256\",\"zip\":\"DEF\"}|zip in its header",
        "{\"alg\":\"HS256\",\"typ\":\"logout+jwt\"}|typ is neither",
        "{\"alg\":\"HS256\",\"typ\":7}|typ is neither",
        "{\"alg\":\"HS256\",\"kid\":7}|kid is not a text",
        "{\"alg\":\"HS256\",\"kid\":null}|kid is not a text",
        "{\"alg\":\"HS256\",\"kid\":\"\"}|kid is not a text",
        "{\"alg\":\"HS256\",\"a\":[[[[1]]]]}|nested deeper than 4",
        "{\"alg\":\"HS256\",\"a\":\"\\ud800\"}|half of a surrogate pair",
        "{\"alg\":\"HS256\"}{}|something after",
        "{\"alg\":\"HS256\"|ends too early",
        "[\"alg\"]|not a JSON object",
        "null|not a JSON object",
        "\uFEFF{\"alg\":\"HS256\"}|byte order mark",
        "|not a JSON Web Token");
  }

  @ParameterizedTest
  @MethodSource("headers")
  void aHeaderIsRefused(String row) {
    String header = row.substring(0, row.lastIndexOf('|'));
    String token =
        TestKeys.token(JwtAlgorithm.HS256, TestKeys.secret(TestKeys.SECRET), header, "{}");
    assertRefused(
        TOKENS.connection(token), Reason.INVALID, row.substring(row.lastIndexOf('|') + 1));
  }

  @Test
  void aSignatureThatIsMissingIsRefused() {
    String token = claims(SUB);
    assertRefused(
        TOKENS.connection(token.substring(0, token.lastIndexOf('.') + 1)),
        Reason.INVALID,
        "no signature");
  }

  static Stream<String> forms() {
    String good = claims(SUB);
    String[] parts = good.split("\\.", -1);
    String standard = Base64.getEncoder().encodeToString(new byte[] {(byte) 0xfb, (byte) 0xff, -1});
    char last = good.charAt(good.length() - 1);
    return Stream.of(
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        parts[0],
        parts[0] + "." + parts[1],
        good + ".",
        good + ".x",
        good + "=",
        good + " ",
        " " + good,
        good + "\n",
        good + "\u0000",
        "Bearer " + good,
        parts[0] + "=." + parts[1] + "." + parts[2],
        parts[0] + "." + parts[1] + ".." + parts[2],
        parts[0] + "." + parts[1] + "." + standard,
        // The same bytes with other unused bits.
        good.substring(0, good.length() - 1) + (char) (last + 1),
        parts[0] + ".\u00e9" + parts[1] + "." + parts[2],
        "\ud800." + parts[1] + "." + parts[2],
        "{\"payload\":\"e30\",\"signatures\":[]}");
  }

  @ParameterizedTest
  @MethodSource("forms")
  void whatIsNoTokenInItsOnlyFormIsRefused(String token) {
    TokenException refusal = TokenFixture.refusal(TOKENS.connection(token));
    assertThat(refusal.reason()).isEqualTo(Reason.INVALID);
    assertThat(refusal.getMessage())
        .startsWith("the token")
        .hasSizeLessThan(120)
        .satisfies(sentence -> assertThat(sentence).doesNotContain("eyJ"));
  }

  @Test
  void aTokenAtTheLimitIsAcceptedAndOneAboveIsRefused() throws TokenException {
    String token = claims(SUB + ",\"meta\":\"" + "x".repeat(6000) + "\"");
    int missing = (SignedToken.MAX_LENGTH - token.length()) * 3 / 4;
    String longest = claims(SUB + ",\"meta\":\"" + "x".repeat(6000 + missing) + "\"");
    assertThat(longest.length()).isBetween(8190, 8192);
    assertThat(await(TOKENS.connection(longest)).user()).isEqualTo("u");
    String longer = claims(SUB + ",\"meta\":\"" + "x".repeat(6002 + missing) + "\"");
    assertRefused(TOKENS.connection(longer), Reason.INVALID, "over 8192 characters");
    assertRefused(TOKENS.connection("x".repeat(10_000_000)), Reason.INVALID, "over 8192");
  }
}
