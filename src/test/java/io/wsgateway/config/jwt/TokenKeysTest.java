package io.wsgateway.config.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wsgateway.auth.TestKeys;
import io.wsgateway.config.JwtKeyConfig;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import io.wsgateway.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class TokenKeysTest {
  @TempDir private Path folder;

  private JwtKeyConfig file(String kid, JwtAlgorithm alg, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("key"), content);
    return new JwtKeyConfig(kid, alg, null, file.toString());
  }

  private JwtKeyConfig jwk(String kid, JwtAlgorithm alg, String json) throws IOException {
    return file(kid, alg, json.getBytes(UTF_8));
  }

  private static void assertRefused(ThrowingCallable key, String where, String sentence) {
    assertThatThrownBy(key)
        .isInstanceOfSatisfying(
            TokenKeyException.class, e -> assertThat(e.key("keys[0]")).isEqualTo("keys[0]" + where))
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("MII");
  }

  private static PublicKey key(JwtAlgorithm alg) {
    return TestKeys.pair(alg, "a").getPublic();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.MATCH_NONE, names = "HS.*")
  void aPublicKeyIsReadAsPemAndAsJsonWebKey(JwtAlgorithm alg) throws Exception {
    TokenKey pem = TokenKeys.of(file("k", alg, TestKeys.pem(key(alg))));
    assertThat(pem).isEqualTo(new TokenKey("k", alg, key(alg)));
    TokenKey jwk = TokenKeys.of(jwk("k", alg, "\n " + TestKeys.jwk(key(alg), "")));
    assertThat(jwk.key().getEncoded()).isEqualTo(key(alg).getEncoded());
    assertThat(jwk.alg()).isEqualTo(alg);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.MATCH_NONE, names = "HS.*")
  void aKeyOfAnotherTypeOrCurveIsRefused(JwtAlgorithm alg) throws Exception {
    List<PublicKey> others =
        List.of(
            key(JwtAlgorithm.RS256),
            key(JwtAlgorithm.ES256),
            key(JwtAlgorithm.ES384),
            key(JwtAlgorithm.ES512),
            key(JwtAlgorithm.EDDSA));
    for (PublicKey other : others) {
      if (other.equals(key(alg))) {
        continue;
      }
      JwtKeyConfig pem = file("k", alg, TestKeys.pem(other));
      assertRefused(() -> TokenKeys.of(pem), ".publicKey", "which is not for " + alg);
      JwtKeyConfig jwk = jwk("k", alg, TestKeys.jwk(other, ""));
      assertRefused(() -> TokenKeys.of(jwk), ".publicKey", "which is not for " + alg);
    }
  }

  @Test
  void aShortRsaKeyIsRefused() throws Exception {
    PublicKey small = TestKeys.rsa(1024).getPublic();
    JwtKeyConfig pem = file("k", JwtAlgorithm.RS256, TestKeys.pem(small));
    assertRefused(() -> TokenKeys.of(pem), ".publicKey", "an RSA key of 1024 bits");
    JwtKeyConfig jwk = jwk("k", JwtAlgorithm.PS256, TestKeys.jwk(small, ""));
    assertRefused(() -> TokenKeys.of(jwk), ".publicKey", "an RSA key of 1024 bits");
  }

  @Test
  void aFileThatIsNoPublicKeyIsRefusedWithTheReason() throws Exception {
    String[][] rows = {
      {"", "is empty"},
      {"no", "contains no PEM block"},
      {"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "damaged"},
      {"-----BEGIN PUBLIC KEY-----\n???\n-----END PUBLIC KEY-----", "not Base64"},
      {"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "openssl pkey -pubout"},
      {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "openssl x509 -pubkey"},
      {"-----BEGIN PUBLIC KEY-----\nAAAA", "does not end"},
      {"{", "ends too early"},
      {"{}", "damaged"},
      {"{\"kty\":\"RSA\",\"kty\":\"RSA\"}", "a key twice"},
      {"{\"keys\":[]}", "is a set of keys"},
      {"{\"kty\":\"oct\",\"k\":\"AAAA\"}", "a shared secret"},
      {"{\"kty\":7}", "whose kty is not text"},
      {"{\"kty\":\"RSA\",\"n\":7,\"e\":[]}", "damaged"},
      {"{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"\"}", "damaged"},
      {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}", "damaged"},
      {"{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AQ\",\"y\":\"AQ\"}", "damaged"},
      {"{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AQ\"}", "not for Ed25519"},
      {"{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AQ\"}", "not for Ed25519"},
      {"{\"kty\":\"AKP\"}", "not supported"},
      {TestKeys.jwk(key(JwtAlgorithm.RS256), ",\"d\":\"AQAB\""), "a private key"},
      {TestKeys.jwk(key(JwtAlgorithm.RS256), ",\"use\":\"enc\""), "not for signatures"},
      {TestKeys.jwk(key(JwtAlgorithm.RS256), ",\"key_ops\":[\"sign\"]"), "not for signatures"},
      {TestKeys.jwk(key(JwtAlgorithm.RS256), ",\"alg\":\"RSA-OAEP\""), "not one for public keys"},
      {TestKeys.jwk(key(JwtAlgorithm.RS256), ",\"alg\":\"HS256\""), "not one for public keys"},
      {TestKeys.jwk(key(JwtAlgorithm.RS256), ",\"alg\":\"PS256\""), "alg is RS256"},
    };
    for (String[] row : rows) {
      JwtKeyConfig config = jwk("k", JwtAlgorithm.RS256, row[0]);
      assertRefused(() -> TokenKeys.of(config), ".publicKey", row[1]);
    }
    JwtKeyConfig missing = new JwtKeyConfig("k", JwtAlgorithm.RS256, null, "/no/such");
    assertRefused(() -> TokenKeys.of(missing), ".publicKey", "\"/no/such\" does not exist");
  }

  @Test
  void theIdOfAJsonWebKeyCountsIfTheConfigurationHasNone() throws Exception {
    String json = TestKeys.jwk(key(JwtAlgorithm.ES256), ",\"kid\":\"in the file\",\"use\":\"sig\"");
    assertThat(TokenKeys.of(jwk(null, JwtAlgorithm.ES256, json)).kid()).isEqualTo("in the file");
    JwtKeyConfig other = jwk("other", JwtAlgorithm.ES256, json);
    assertRefused(() -> TokenKeys.of(other), ".kid", "is not the kid in the file");
  }

  @Test
  void aSecretIsAtLeastAsLongAsTheHash() throws Exception {
    for (JwtAlgorithm alg : List.of(JwtAlgorithm.HS256, JwtAlgorithm.HS384, JwtAlgorithm.HS512)) {
      int bytes = Integer.parseInt(alg.name().substring(2)) / 8;
      JwtKeyConfig shorter = secret(alg, "x".repeat(bytes - 1));
      assertRefused(
          () -> TokenKeys.of(shorter),
          ".secret",
          "is too short; allowed with " + alg + ": at least");
      TokenKeys.of(secret(alg, "x".repeat(bytes)));
      TokenKeys.of(secret(alg, "é".repeat(bytes / 2)));
    }
  }

  /** CVE-2016-10555: everyone knows the public key, and could sign with it. */
  @Test
  void aPublicKeyIsNoSecret() {
    for (JwtAlgorithm alg : List.of(JwtAlgorithm.RS256, JwtAlgorithm.ES512, JwtAlgorithm.EDDSA)) {
      for (String form :
          List.of(
              new String(TestKeys.pem(key(alg)), UTF_8),
              TestKeys.jwk(key(alg), ""),
              Base64.getEncoder().encodeToString(key(alg).getEncoded()))) {
        JwtKeyConfig config = secret(JwtAlgorithm.HS256, form);
        assertRefused(() -> TokenKeys.of(config), ".secret", "is a key file, not a shared secret");
      }
    }
  }

  private static JwtKeyConfig secret(JwtAlgorithm alg, String secret) {
    return new JwtKeyConfig("k", alg, Secret.of(secret), null);
  }
}
