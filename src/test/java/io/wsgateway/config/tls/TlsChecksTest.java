package io.wsgateway.config.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.TlsConfig;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.config.load.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and keys, as {@code check-config} and the start look at them. */
class TlsChecksTest {
  private static final Path FILES = Path.of("src/test/resources/tls");

  private static String tls(String group, Path cert, Path key) {
    String ca = group.equals("eventBus") ? ", ca: " + FILES.resolve("chain.crt") : "";
    return "%s: {tls: {cert: %s, key: %s%s}}".formatted(group, cert, key, ca);
  }

  private static String tls(String cert, String key) {
    return tls("http", FILES.resolve(cert), FILES.resolve(key));
  }

  @ParameterizedTest
  @CsvSource({
    "rsa.crt, rsa.key",
    "rsa.crt, rsa-pkcs1.key",
    "p256.crt, p256.key",
    "p256.crt, p256-sec1.key",
    "p384.crt, p384.key",
    "chain.crt, p256.key"
  })
  void aPairIsTakenInEveryFormOfOpenssl(String cert, String key) {
    assertThat(ConfigLoader.parse(tls(cert, key)).warnings())
        .noneMatch(warning -> warning.startsWith("http.tls"));
  }

  @ParameterizedTest
  @CsvSource({
    "rsa.crt, rsa-other.key",
    "rsa.crt, p256.key",
    "p256.crt, p256-other.key",
    "p256.crt, p384.key",
    "p384.crt, rsa.key",
    "p256.crt, rsa-pkcs1.key",
    "ed25519.crt, p256.key",
    "chain.crt, rsa.key"
  })
  void aCertificateOfAnotherKeyIsRefused(String cert, String key) {
    assertThat(Failures.ofText(tls(cert, key)))
        .singleElement()
        .asString()
        .startsWith("http.tls: the certificate in \"" + FILES.resolve(cert))
        .contains(key + "\" do not belong together: was only one of them replaced?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "management", "eventBus"})
  void everyGroupIsChecked(String group) {
    assertThat(
            Failures.ofText(tls(group, FILES.resolve("p256.crt"), FILES.resolve("p256-other.key"))))
        .singleElement()
        .asString()
        .startsWith(group + ".tls: the certificate in ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "p256.crt | encrypted.key | is encrypted",
        "rsa.crt | encrypted-pkcs1.key | is encrypted",
        "ed25519.crt | ed25519.key | contains a key for Ed25519, which is not supported for TLS here",
        "p256.crt | ed448.key | contains a key for Ed448, which is not supported for TLS here",
        "p256.crt | rsa-pss.key | contains a key for RSASSA-PSS, which is not supported for TLS here",
        "p256.crt | x25519.key | contains a key for XDH, which is not supported for TLS here",
        "k256.crt | k256.key | on a curve that is not supported for TLS here",
        "rsa.crt | rsa-512.key | which is too short for TLS",
        "p256.crt | p256.crt | contains no private key, but \"BEGIN CERTIFICATE\"",
        "p256.crt | public.key | contains no private key, but \"BEGIN PUBLIC KEY\"",
      })
  void aKeyThatCannotBeUsedIsNamedForWhatItIs(String cert, String key, String text) {
    assertThat(Failures.ofText(tls(cert, key)))
        .singleElement()
        .asString()
        .startsWith("http.tls.key: the file \"" + FILES.resolve(key) + "\" ")
        .contains(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chain-reversed.crt | the one of the key, \"CN=leaf\", must come first",
        "chain-swapped.crt | \"CN=root\" did not issue \"CN=leaf\", which it follows"
      })
  void certificatesInTheWrongOrderAreSaidToBe(String cert, String text) {
    assertThat(Failures.ofText(tls(cert, "p256.key")))
        .singleElement()
        .asString()
        .startsWith("http.tls.cert: the certificates in ")
        .contains("are in the wrong order", text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | is empty",
        "certificate | contains no PEM block",
        "-----BEGIN CERTIFICATE-----;MIIB | has a PEM block that does not end",
        "-----BEGIN CERTIFICATE-----;!!;-----END CERTIFICATE----- | that is not Base64",
        "-----BEGIN CERTIFICATE-----;AAAA;-----END CERTIFICATE----- | is damaged: number 1",
        "-----BEGIN PUBLIC KEY-----;AAAA;-----END PUBLIC KEY----- | contains no certificate, but"
      })
  void aFileThatHoldsNoneIsSaidToHoldWhat(String content, String text, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("x"), content.replace(';', '\n'));
    assertThat(Failures.ofText(tls("http", file, FILES.resolve("p256.key"))))
        .singleElement()
        .asString()
        .startsWith("http.tls.cert: the file ")
        .contains(text);
    String ca =
        tls("eventBus", FILES.resolve("p256.crt"), FILES.resolve("p256.key"))
            .replace(FILES.resolve("chain.crt").toString(), file.toString());
    assertThat(Failures.ofText(ca))
        .singleElement()
        .asString()
        .startsWith("eventBus.tls.ca: the file ")
        .contains(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "management", "eventBus"})
  void anExpiredCertificateIsAWarning(String group) {
    String yaml = tls(group, FILES.resolve("expired.crt"), FILES.resolve("expired.key"));
    assertThat(ConfigLoader.parse(yaml).warnings())
        .filteredOn(warning -> warning.startsWith(group + ".tls: "))
        .singleElement()
        .asString()
        .contains("the certificate of \"CN=expired\" expired at ", "renew it");
  }

  @Test
  void aCertificateThatExpiresWithinAWeekIsWarnedAbout() throws TlsFileException {
    TlsPair pair =
        TlsBytes.read(
                new TlsConfig(
                    FILES.resolve("p256.crt").toString(),
                    FILES.resolve("p256.key").toString(),
                    TlsConfig.Engine.AUTO))
            .pair();
    Instant end = pair.expires();
    assertThat(pair.warning(end.minus(Duration.ofDays(8)))).isEmpty();
    assertThat(pair.warning(end.minus(Duration.ofDays(6))))
        .hasValue("the certificate of \"CN=p256\" expires within a week, at " + end + ": renew it");
    assertThat(pair.warning(end))
        .hasValue(
            "the certificate of \"CN=p256\" expired at "
                + end
                + ", so clients reject it: renew it");
  }
}
