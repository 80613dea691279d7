package io.wsgateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import io.wsgateway.config.jwt.TokenKey;
import java.security.PublicKey;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySetTest {
  private static PublicKey key(JwtAlgorithm alg) {
    return TestKeys.pair(alg, "a").getPublic();
  }

  static String set(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  private static KeySet read(String json) throws KeySetException {
    return KeySet.of(json.getBytes(UTF_8));
  }

  @Test
  void aKeyHasTheAlgorithmThatItNamesOrThatOfItsCurve() throws KeySetException {
    KeySet set =
        read(
            set(
                TestKeys.jwk(key(JwtAlgorithm.RS256), ",\"kid\":\"a\",\"alg\":\"PS384\""),
                TestKeys.jwk(key(JwtAlgorithm.RS256), ",\"kid\":\"b\",\"use\":\"sig\""),
                TestKeys.jwk(key(JwtAlgorithm.ES384), ",\"kid\":\"c\""),
                TestKeys.jwk(key(JwtAlgorithm.EDDSA), "")));
    assertThat(set.keys().keys())
        .extracting(TokenKey::toString)
        .containsExactly(
            "PS384 with kid a", "RS256 with kid b", "ES384 with kid c", "EdDSA without kid");
    assertThat(set.skipped()).isZero();
  }

  @Test
  void keysThatAreNotForSignaturesOrTooWeakAreSkipped() throws KeySetException {
    PublicKey rsa = key(JwtAlgorithm.RS256);
    KeySet set =
        read(
            set(
                TestKeys.jwk(rsa, ",\"kid\":\"good\""),
                TestKeys.jwk(rsa, ",\"use\":\"enc\""),
                TestKeys.jwk(rsa, ",\"use\":7"),
                TestKeys.jwk(rsa, ",\"key_ops\":[\"encrypt\"]"),
                TestKeys.jwk(rsa, ",\"key_ops\":\"verify\""),
                TestKeys.jwk(rsa, ",\"alg\":\"none\""),
                TestKeys.jwk(rsa, ",\"alg\":\"HS256\""),
                TestKeys.jwk(rsa, ",\"alg\":\"ES256\""),
                TestKeys.jwk(rsa, ",\"kid\":7"),
                TestKeys.jwk(rsa, ",\"kid\":\"\""),
                TestKeys.jwk(rsa, ",\"kid\":\"" + "k".repeat(129) + "\""),
                TestKeys.jwk(TestKeys.rsa(1024).getPublic(), ""),
                "{\"kty\":\"oct\",\"k\":\"AAAA\",\"alg\":\"HS256\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}",
                "{\"kty\":\"unknown\"}",
                "{}",
                "null",
                "7"));
    assertThat(set.keys().names()).containsExactly("RS256 with kid good");
    assertThat(set.skipped()).isEqualTo(17);
  }

  /** Its certificates are not even read: only the members of a public key are. */
  @Test
  void certificatesInAKeyAreIgnored() throws KeySetException {
    String more =
        ",\"kid\":\"a\",\"x5c\":[\"garbage\"],\"x5u\":\"http://169.254.169.254/\",\"x5t\":7";
    assertThat(read(set(TestKeys.jwk(key(JwtAlgorithm.ES256), more))).keys().names()).hasSize(1);
  }

  @Test
  void anIdThatTwoKeysHaveFitsNeither() throws Exception {
    String one = TestKeys.jwk(key(JwtAlgorithm.ES256), ",\"kid\":\"a\"");
    String two = TestKeys.jwk(TestKeys.pair(JwtAlgorithm.ES256, "b").getPublic(), ",\"kid\":\"a\"");
    KeyRing keys = read(set(one, two)).keys();
    assertThatThrownBy(() -> keys.find(new TokenHeader(JwtAlgorithm.ES256, "a")))
        .hasMessageContaining("several keys fit");
    String other = TestKeys.jwk(key(JwtAlgorithm.ES384), ",\"kid\":\"a\"");
    assertThat(read(set(one, other)).keys().find(new TokenHeader(JwtAlgorithm.ES384, "a")))
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "<html></html>",
        "{\"keys\":null}",
        "{\"keys\":{}}",
        "{\"keys\":[]}",
        "{\"keys\":[null]}",
        "{\"keys\":[],\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
        "{\"keys\":[",
        "{\"keys\":[]} x"
      })
  void whatHasNoUsableKeyIsRefused(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(KeySetException.class)
        .hasMessageStartingWith("the key set");
  }

  @Test
  void depthAndNumberAreBounded() {
    String deep = "{\"keys\":" + "[".repeat(100_000);
    assertThatThrownBy(() -> read(deep)).hasMessageContaining("nested deeper");
    String many = set(Collections.nCopies(101, "{}").toArray(String[]::new));
    assertThatThrownBy(() -> read(many)).hasMessageContaining("over 100 keys");
  }

  @Test
  void randomChangesOfASetNeverCrash() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] good =
        set(
                TestKeys.jwk(key(JwtAlgorithm.RS256), ",\"kid\":\"a\",\"alg\":\"RS256\""),
                TestKeys.jwk(key(JwtAlgorithm.ES256), ",\"kid\":\"b\",\"use\":\"sig\""),
                TestKeys.jwk(key(JwtAlgorithm.EDDSA), ",\"kid\":\"c\""))
            .getBytes(UTF_8);
    for (int i = 0; i < 2000; i++) {
      byte[] changed = good.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        changed[random.nextInt(changed.length)] = (byte) (32 + random.nextInt(100));
      }
      try {
        assertThat(KeySet.of(changed).keys().keys()).isNotEmpty();
      } catch (KeySetException e) {
        // Refused.
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + new String(changed, UTF_8), e);
      }
    }
  }
}
