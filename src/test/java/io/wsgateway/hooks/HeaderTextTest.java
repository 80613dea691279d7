package io.wsgateway.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HeaderTextTest {
  @Test
  void whatIsVisibleAsciiStays() {
    assertThat(HeaderText.encoded("room:42/a+b@[::1]")).isEqualTo("room:42/a+b@[::1]");
    assertThat(HeaderText.encoded("")).isEmpty();
  }

  @Test
  void everythingElseIsPercentEncoded() {
    assertThat(HeaderText.encoded("Zoë 100%\r\nX: y")).isEqualTo("Zo%C3%AB%20100%25%0D%0AX:%20y");
  }

  @Test
  void anyTextCanBeReadBackAndHoldsNoControlCharacter() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      String text =
          random
              .ints(random.nextInt(20), 1, 0x3000)
              .filter(c -> c != '+')
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      String encoded = HeaderText.encoded(text);
      assertThat(encoded).matches("[\\x21-\\x7e]*");
      assertThat(URLDecoder.decode(encoded, UTF_8)).isEqualTo(text);
    }
  }

  @Test
  void aPassedHeaderHoldsNoControlCharacter() {
    assertThat(HeaderText.passed("a\r\nb\u0000c\u0085")).isEqualTo("a  b c");
  }
}
