package io.wsgateway.config.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.config.load.ConfigSources;
import io.wsgateway.config.load.Failures;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"Grüß", "\u00f6.yaml", "😀"})
  void whatWasDecodedWithAnotherCharacterSetIsFound(String text) {
    for (Charset charset : List.of(US_ASCII, ISO_8859_1, Charset.forName("windows-1252"))) {
      String garbled = new String(text.getBytes(UTF_8), charset);
      assertThat(SystemText.problem(garbled, charset))
          .hasValue(
              "cannot be decoded with the locale's character set, "
                  + charset
                  + ": start with LANG=C.UTF-8 and without LC_ALL");
    }
    assertThat(SystemText.problem(text, UTF_8)).isEmpty();
  }

  @Test
  void whatWasDecodedIsTaken() {
    assertThat(SystemText.problem("plain", US_ASCII)).isEmpty();
    assertThat(SystemText.problem("Grüß", ISO_8859_1)).isEmpty();
    assertThat(SystemText.problem("a\uFFFD", UTF_8)).hasValue("contains bytes that are not UTF-8");
  }

  @Test
  void aFileThatCannotBeNamedIsToldTheCure() {
    assertThat(SystemText.badPath("ö", US_ASCII)).contains("start with LANG=C.UTF-8");
    assertThat(SystemText.badPath("\u0000", US_ASCII)).isEqualTo("cannot be read");
    assertThat(SystemText.badPath("ö\u0000", UTF_8)).isEqualTo("cannot be read");
  }

  @Test
  void aVariableOrOptionThatWasNotDecodedIsRefused() {
    Map<String, String> environment = Map.of("WSGATEWAY_AUTH_JWT_ISSUER", "Gr\uFFFD\uFFFD");
    List<String> sets = List.of("http.tls.cert=\uFFFD.pem", "ht\uFFFDp=1");
    assertThat(Failures.of(() -> ConfigLoader.load(new ConfigSources(null, environment, sets))))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("auth.jwt.issuer (from WSGATEWAY_AUTH_JWT_ISSUER): ")
                    .doesNotContain("Gr"),
            line -> assertThat(line).startsWith("--set http.tls.cert: "),
            line -> assertThat(line).startsWith("--set ht"));
  }
}
