package io.wsgateway.auth;

import static io.wsgateway.auth.TokenFixture.NOW;
import static io.wsgateway.auth.TokenFixture.assertRefused;
import static io.wsgateway.auth.TokenFixture.await;
import static io.wsgateway.auth.TokenFixture.claims;
import static io.wsgateway.auth.TokenFixture.keys;
import static io.wsgateway.auth.TokenFixture.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.auth.TokenException.Reason;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {
  /** With a leeway of 10 s. */
  private static final JwtTokens TOKENS = tokens();

  private static Identity accepted(String members) throws TokenException {
    return await(TOKENS.connection(claims(members)));
  }

  static Stream<String> invalid() {
    return Stream.of(
        "\"sub\":null",
        "\"sub\":42",
        "\"sub\":{}",
        "\"sub\":\"a b\"",
        "\"sub\":\"a\\nb\"",
        "\"sub\":\"\\u0000\"",
        "\"sub\":\"j\u00f6rg\"",
        "\"sub\":\"\\ud800\"",
        "\"sub\":\"" + "u".repeat(129) + "\"",
        "\"sub\":\"a\",\"sub\":\"b\"",
        "\"sub\":\"a\",\"\\u0073ub\":\"b\"",
        "\"exp\":null",
        "\"exp\":\"1900000009\"",
        "\"exp\":1e30",
        "\"exp\":1E9999",
        "\"exp\":-1",
        "\"exp\":99999999999999999999",
        "\"exp\":9223372036854775807",
        "\"exp\":1900000009000",
        "\"exp\":true",
        "\"exp\":[1900000009]",
        "\"exp\":NaN",
        "\"exp\":Infinity",
        "\"exp\":01",
        "\"exp\":" + "9".repeat(2000),
        "\"nbf\":\"1\"",
        "\"nbf\":-5",
        "\"iat\":1e300",
        "\"iat\":null",
        "\"expire_at\":\"0\"",
        "\"expire_at\":1e12",
        "\"expire_at\":null",
        "\"jti\":7",
        "\"iss\":[\"a\"]",
        "\"aud\":7",
        "\"aud\":[\"a\",7]",
        "\"aud\":null",
        "\"aud\":{}",
        "\"channels\":\"a\"",
        "\"channels\":[null]",
        "\"channels\":[\"\"]",
        "\"channels\":[\"a b\"]",
        "\"channels\":[\"a:\"]",
        "\"channels\":{}",
        "\"channels\":null",
        "\"subs\":[]",
        "\"subs\":{\"a\":null}",
        "\"subs\":{\"a\":1}",
        "\"subs\":{\" \":{}}",
        "\"subs\":{\"a\":{},\"a\":{}}",
        "\"subs\":null",
        "\"channel\":\"a\"",
        "\"channel\":null",
        "\"b64info\":7",
        "\"b64info\":\"***\"",
        "\"info\":\"\\udc00\"",
        "\"\\ud800\":1",
        "\"meta\":" + "[".repeat(40) + "]".repeat(40),
        "\"meta\":" + "[".repeat(5000));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void aClaimOfAWrongTypeOrValueIsRefused(String members) {
    assertRefused(TOKENS.connection(claims(members)), Reason.INVALID, "the");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "\"a\"", "{} {}", "{}x", "{", "{\"a\":1,}", "\uFEFF{}"})
  void whatIsNotOneObjectIsRefused(String payload) {
    String token =
        TestKeys.token(io.wsgateway.config.JwtKeyConfig.JwtAlgorithm.HS256, "HS256", payload);
    assertRefused(TOKENS.connection(token), Reason.INVALID, "the");
  }

  @Test
  void timesHaveALeewayOfTheirOwnSide() throws TokenException {
    assertThat(accepted("\"exp\":" + (NOW - 9)).endsMillis()).isEqualTo((NOW + 1) * 1000);
    for (String gone : List.of("\"exp\":" + (NOW - 10), "\"exp\":0")) {
      assertRefused(TOKENS.connection(claims(gone)), Reason.EXPIRED, "has expired (exp)");
    }
    accepted("\"nbf\":" + (NOW + 10));
    assertRefused(
        TOKENS.connection(claims("\"nbf\":" + (NOW + 11))), Reason.EXPIRED, "not valid yet");
    accepted("\"iat\":" + (NOW + 5000));
    assertThat(accepted("\"exp\":253402300799").expiresMillis()).isEqualTo(253402300799000L);
    assertThat(accepted("").endsMillis()).isZero();
  }

  @Test
  void theExpiryOfTheConnectionIsThatOfExpireAt() throws TokenException {
    Identity later = accepted("\"exp\":" + (NOW + 5) + ",\"expire_at\":" + (NOW + 500));
    assertThat(later.expiresMillis()).isEqualTo((NOW + 500) * 1000);
    assertThat(later.endsMillis()).isEqualTo((NOW + 510) * 1000);
    for (String never : List.of("0", "-1", "-9223372036854775808")) {
      Identity forever = accepted("\"exp\":" + (NOW + 5) + ",\"expire_at\":" + never);
      assertThat(forever.expiresMillis()).isZero();
      assertThat(forever.endsMillis()).isZero();
    }
    assertRefused(
        TOKENS.connection(claims("\"exp\":" + (NOW - 50) + ",\"expire_at\":0")),
        Reason.EXPIRED,
        "(exp)");
    assertRefused(
        TOKENS.connection(claims("\"expire_at\":" + (NOW - 10))), Reason.EXPIRED, "(expire_at)");
  }

  @Test
  void theUserIsTextThatChannelsAndLogsCanHold() throws TokenException {
    assertThat(accepted("\"sub\":\"~!#,*@\\u0041\"").user()).isEqualTo("~!#,*@A");
    assertThat(accepted("\"sub\":\"" + "u".repeat(128) + "\"").user()).hasSize(128);
    assertThat(accepted("\"sub\":\"\"").isAnonymous()).isTrue();
    assertThat(accepted("").isAnonymous()).isTrue();
  }

  @Test
  void infoStaysAsItWasWritten() throws TokenException {
    String[] infos = {
      "{ \"b\" : 1.0e+2,\"a\":\"\\u00e9\\/\" }", "\"x\"", "7", "1.50", "true", "[ 1 ,2]", "\"\""
    };
    for (String info : infos) {
      assertThat(accepted("\"info\" : " + info + " ,\"sub\":\"a\"").info()).isEqualTo(info);
      assertThat(accepted("\"sub\":\"a\",\"info\":" + info).info()).isEqualTo(info);
    }
    assertThat(accepted("\"info\":null").info()).isNull();
    assertThat(accepted("").info()).isNull();
    assertThat(accepted("\"info\":1,\"b64info\":\"eyJhIjoxfQ==\"").info()).isEqualTo("{\"a\":1}");
    assertThat(accepted("\"b64info\":\"AP8=\"").info()).isEqualTo("{\"base64\":\"AP8=\"}");
    assertThat(accepted("\"info\":1,\"b64info\":\"\"").info()).isEqualTo("1");
  }

  @Test
  void channelsAreThoseOfSubsIfThereAreAny() throws TokenException {
    assertThat(accepted("\"channels\":[\"a\",\"b:c\",\"a\"]").channels())
        .isEqualTo(Set.of("a", "b:c"));
    assertThat(accepted("\"channels\":[\"a\"],\"subs\":{}").channels()).isEqualTo(Set.of("a"));
    assertThat(accepted("\"channels\":[\"a\"],\"subs\":{\"n:b\":{\"info\":1}}").channels())
        .isEqualTo(Set.of("n:b"));
    String many =
        IntStream.range(0, 129).mapToObj(i -> "\"c" + i + "\"").collect(Collectors.joining(","));
    assertRefused(
        TOKENS.connection(claims("\"channels\":[" + many + "]")), Reason.INVALID, "over 128");
    assertThat(
            accepted("\"channels\":[" + many.substring(0, many.lastIndexOf(',')) + "]").channels())
        .hasSize(128);
  }

  @Test
  void issuerAndAudienceMustBeThoseOfTheConfiguration() throws TokenException {
    JwtTokens strict = tokens(keys(), "issuer: i, audience: a");
    String iss = "\"iss\":\"i\",";
    await(strict.connection(claims(iss + "\"aud\":\"a\"")));
    await(strict.connection(claims(iss + "\"aud\":[\"b\",\"a\"]")));
    for (String wrong : List.of("\"b\"", "[]", "[\"A\"]", "\"a \"", "\"\"")) {
      assertRefused(
          strict.connection(claims(iss + "\"aud\":" + wrong)), Reason.INVALID, "token's aud");
    }
    assertRefused(strict.connection(claims(iss + "\"x\":1")), Reason.INVALID, "token's aud");
    for (String wrong : List.of("\"iss\":\"j\"", "\"iss\":\"I\"", "\"iss\":\"\"", "\"x\":1")) {
      assertRefused(
          strict.connection(claims("\"aud\":\"a\"," + wrong)), Reason.INVALID, "token's iss");
    }
    accepted("\"iss\":\"https://anyone.example\",\"aud\":\"any\"");
  }

  @Test
  void aSubscriptionTokenIsForOneChannel() throws TokenException {
    String members =
        "\"sub\":\"u\",\"channel\":\"n:c\",\"client\":\"k\",\"info\":{},\"exp\":" + (NOW + 1);
    assertThat(await(TOKENS.subscription(claims(members))))
        .isEqualTo(
            new SubscriptionGrant("u", "k", "n:c", "{}", (NOW + 1) * 1000, (NOW + 11) * 1000));
    assertRefused(TOKENS.connection(claims(members)), Reason.INVALID, "is for a subscription");
    assertRefused(
        TOKENS.subscription(claims("\"sub\":\"u\"")), Reason.INVALID, "not for a subscription");
    for (String wrong : List.of("\"channel\":7", "\"channel\":\"\"", "\"channel\":null")) {
      assertRefused(TOKENS.subscription(claims(wrong)), Reason.INVALID, "channel");
    }
    assertRefused(
        TOKENS.subscription(claims("\"channel\":\"a\",\"exp\":1")), Reason.EXPIRED, "expired");
  }
}
