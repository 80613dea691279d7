package io.wsgateway.auth;

import static io.wsgateway.auth.TokenFixture.NOW;
import static io.wsgateway.auth.TokenFixture.assertRefused;
import static io.wsgateway.auth.TokenFixture.await;
import static io.wsgateway.auth.TokenFixture.claims;
import static io.wsgateway.auth.TokenFixture.key;
import static io.wsgateway.auth.TokenFixture.tokens;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.auth.TokenException.Reason;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import io.wsgateway.config.jwt.TokenKey;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTokensTest {
  private static final String SUB = "\"sub\":\"u\"";
  private static final JwtTokens TOKENS = tokens();

  @ParameterizedTest
  @EnumSource
  void everyAlgorithmIsAccepted(JwtAlgorithm alg) throws TokenException {
    String token = TestKeys.token(alg, alg.toString(), "{" + SUB + ",\"exp\":" + (NOW + 5) + "}");
    assertThat(TOKENS.connection(token).isComplete()).isTrue();
    assertThat(await(TOKENS.connection(token)))
        .isEqualTo(
            new Identity("u", null, java.util.Set.of(), (NOW + 5) * 1000, (NOW + 15) * 1000));
  }

  @ParameterizedTest
  @EnumSource
  void aSignatureOfAnotherTokenKeyOrAlgorithmIsRefused(JwtAlgorithm alg) {
    String token = TestKeys.token(alg, alg.toString(), "{" + SUB + "}");
    String other = TestKeys.token(alg, alg.toString(), "{\"sub\":\"v\"}");
    String input = other.substring(0, other.lastIndexOf('.'));
    String sentence = "signature is not that of the key";
    assertRefused(
        TOKENS.connection(input + token.substring(token.lastIndexOf('.'))),
        Reason.INVALID,
        sentence);
    for (int length : new int[] {1, 32, 48, 64, 96, 132, 256}) {
      assertRefused(
          TOKENS.connection(input + "." + TestKeys.encode(new byte[length])),
          Reason.INVALID,
          sentence);
    }
    String stranger =
        TestKeys.token(
            alg,
            alg.symmetric()
                ? TestKeys.secret(TestKeys.SECRET + "x")
                : TestKeys.pair(alg, "b").getPrivate(),
            "{\"alg\":\"" + alg + "\",\"kid\":\"" + alg + "\"}",
            "{" + SUB + "}");
    assertRefused(TOKENS.connection(stranger), Reason.INVALID, sentence);
  }

  /** CVE-2016-10555: everyone knows a public key. */
  @ParameterizedTest
  @EnumSource(names = {"RS256", "PS384", "ES256", "EDDSA"})
  void aPublicKeyIsNoSharedSecret(JwtAlgorithm alg) {
    KeyPair pair = TestKeys.pair(alg, "a");
    for (byte[] secret :
        List.of(
            TestKeys.pem(pair.getPublic()),
            pair.getPublic().getEncoded(),
            TestKeys.jwk(pair.getPublic(), "").getBytes(UTF_8))) {
      var mac = new javax.crypto.spec.SecretKeySpec(secret, "HMAC");
      String header = "{\"alg\":\"HS256\",\"kid\":\"" + alg + "\"}";
      String token = TestKeys.token(JwtAlgorithm.HS256, mac, header, "{" + SUB + "}");
      assertRefused(TOKENS.connection(token), Reason.INVALID, "alg is not that of the key");
      JwtTokens one = tokens(List.of(key(null, alg)), "");
      String noKid = TestKeys.token(JwtAlgorithm.HS256, mac, "{\"alg\":\"HS256\"}", "{}");
      assertRefused(one.connection(noKid), Reason.INVALID, "no key fits");
    }
  }

  /** A key for PS256 does not check RS256, although it could. */
  @Test
  void aKeyHasOneAlgorithm() {
    for (JwtAlgorithm alg : List.of(JwtAlgorithm.RS256, JwtAlgorithm.PS512)) {
      String token = TestKeys.token(alg, "PS256", "{}");
      assertRefused(TOKENS.connection(token), Reason.INVALID, "alg is not that of the key");
    }
  }

  /** RFC 7518, section 3.4; CVE-2022-21449 for zeros, which another test has. */
  @Test
  void aSignatureInDerIsRefused() throws Exception {
    String input = TestKeys.token(JwtAlgorithm.ES256, "ES256", "{}").replaceAll("\\.[^.]*$", "");
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(TestKeys.pair(JwtAlgorithm.ES256, "a").getPrivate());
    signature.update(input.getBytes(UTF_8));
    String token = input + "." + TestKeys.encode(signature.sign());
    assertRefused(TOKENS.connection(token), Reason.INVALID, "signature is not that of the key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../dev/null",
        "' OR 1=1 --",
        "*)(uid=*",
        "|cmd",
        "\\u0000",
        "http://169.254.169.254/",
        "HS384",
        "hs256",
        "HS256 ",
        "HS256\\u0000"
      })
  void anIdIsComparedAndNothingElse(String kid) {
    assertThat(
            TokenFixture.refusal(TOKENS.connection(TestKeys.token(JwtAlgorithm.HS256, kid, "{}"))))
        .hasMessageNotContaining("uid");
  }

  @Test
  void aHugeIdIsRefused() {
    for (int length : new int[] {129, 700}) {
      String token = TestKeys.token(JwtAlgorithm.HS256, "k".repeat(length), "{}");
      assertRefused(TOKENS.connection(token), Reason.INVALID, "kid is not a text of 1 to 128");
    }
    String token = TestKeys.token(JwtAlgorithm.HS256, "k".repeat(4000), "{}");
    assertRefused(TOKENS.connection(token), Reason.INVALID, "header of the token is over 1024");
  }

  @Test
  void anyKindOfTypeThatMayOpenAConnectionIsAccepted() throws TokenException {
    for (String typ : List.of("JWT", "jwt", "at+jwt", "application/at+JWT")) {
      String header = "{\"typ\":\"" + typ + "\",\"alg\":\"HS256\",\"kid\":\"HS256\",\"x\":[1]}";
      String token =
          TestKeys.token(JwtAlgorithm.HS256, TestKeys.secret(TestKeys.SECRET), header, "{}");
      assertThat(await(TOKENS.connection(token)).isAnonymous()).isTrue();
    }
  }

  private static String withoutKid(JwtAlgorithm alg) {
    return TestKeys.token(alg, TestKeys.signing(alg), "{\"alg\":\"" + alg + "\"}", "{}");
  }

  @Test
  void withoutIdOneKeyMustFitTheAlgorithm() throws TokenException {
    await(TOKENS.connection(withoutKid(JwtAlgorithm.ES384)));
    List<TokenKey> two = List.of(key("a", JwtAlgorithm.ES384), key("b", JwtAlgorithm.ES384));
    assertRefused(
        tokens(two, "").connection(withoutKid(JwtAlgorithm.ES384)),
        Reason.INVALID,
        "several keys fit");
    assertRefused(
        tokens(two, "").connection(withoutKid(JwtAlgorithm.ES256)), Reason.INVALID, "no key fits");
  }

  @Test
  void aKeyWithoutIdIsForTokensThatNameNoOther() throws TokenException {
    TokenKey wrong =
        new TokenKey(
            "named", JwtAlgorithm.ES256, TestKeys.pair(JwtAlgorithm.ES256, "b").getPublic());
    JwtTokens tokens = tokens(Arrays.asList(wrong, key(null, JwtAlgorithm.ES256)), "");
    await(tokens.connection(withoutKid(JwtAlgorithm.ES256)));
    await(tokens.connection(TestKeys.token(JwtAlgorithm.ES256, "other", "{}")));
    assertRefused(
        tokens.connection(TestKeys.token(JwtAlgorithm.ES256, "named", "{}")),
        Reason.INVALID,
        "signature is not that of the key");
  }

  @Test
  void anExplanationNamesTheKeyAndTheReason() throws TokenException {
    TokenExplanation good = await(TOKENS.explain(claims(SUB)));
    assertThat(good.accepted()).isTrue();
    assertThat(good.key()).isEqualTo("HS256 with kid HS256");
    assertThat(good.connection()).isEqualTo(await(TOKENS.connection(claims(SUB))));
    TokenExplanation subscription = await(TOKENS.explain(claims(SUB + ",\"channel\":\"a:b\"")));
    assertThat(subscription.subscription())
        .isEqualTo(new SubscriptionGrant("u", "", "a:b", null, 0, 0));
    TokenExplanation expired = await(TOKENS.explain(claims("\"exp\":1")));
    assertThat(expired.key()).isEqualTo("HS256 with kid HS256");
    assertThat(expired.reason()).isEqualTo(Reason.EXPIRED);
    TokenExplanation strange = await(TOKENS.explain(TestKeys.token(JwtAlgorithm.RS256, "x", "{}")));
    assertThat(strange.key()).isNull();
    assertThat(strange.refusal()).contains("no key fits");
    assertThat(await(TOKENS.explain("x")).accepted()).isFalse();
    assertThat(good.toString() + TokenFixture.keys()).doesNotContain("a-secret-of");
  }
}
