package io.wsgateway.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is checked by hand for speed accepts exactly what a pattern says. */
final class HeaderSyntaxTest {
  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9._~-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::\\d{1,5})?");
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{21}[AQgw]==");
  private static final Pattern V4 =
      Pattern.compile(
          "(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)");

  private static final int CASES = 20_000;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @ParameterizedTest
  @CsvSource({
    "a, true", "a:1, true", "a:12345, true", "a:123456, false", "a:, false", "a:1x, false",
    ":1, false", "'', false", "[::1], true", "[::1]:80, true", "[::1, false", "[:], false",
    "[]:80, false", "[::1]80, false", "a b, false", "ä, false", "a/b, false", "[::g], false"
  })
  void hosts(String text, boolean valid) {
    assertThat(HeaderSyntax.isHost(text)).isEqualTo(valid).isEqualTo(HOST.matcher(text).matches());
  }

  @Test
  void lengthsOfHosts() {
    for (int length : new int[] {1, 252, 253, 254, 300}) {
      String name = "a".repeat(length);
      assertThat(HeaderSyntax.isHost(name)).isEqualTo(length <= 253);
      assertThat(HeaderSyntax.isHost(name + ":80")).isEqualTo(length <= 253);
    }
    for (int length : new int[] {1, 2, 45, 46}) {
      String address = "[" + ":".repeat(length) + "]";
      assertThat(HeaderSyntax.isHost(address)).isEqualTo(HOST.matcher(address).matches());
    }
  }

  @Test
  void anyHost() {
    for (int i = 0; i < CASES; i++) {
      String text = text("a9.-_~[]:1f/ \u0661", 8);
      assertThat(HeaderSyntax.isHost(text))
          .as("%s, seed %d", text, seed)
          .isEqualTo(HOST.matcher(text).matches());
    }
  }

  @Test
  void anyKey() {
    String valid = "dGhlIHNhbXBsZSBub25jZQ==";
    assertThat(HeaderSyntax.isKey(valid)).isTrue();
    for (int i = 0; i < CASES; i++) {
      StringBuilder key = new StringBuilder(valid);
      key.setCharAt(random.nextInt(24), "AQgwZ9+/=-_ x".charAt(random.nextInt(13)));
      if (random.nextInt(4) == 0) {
        key.deleteCharAt(random.nextInt(24));
      }
      String text = key.toString();
      assertThat(HeaderSyntax.isKey(text))
          .as("%s, seed %d", text, seed)
          .isEqualTo(KEY.matcher(text).matches());
    }
  }

  /** Only what is an IPv4 address in its usual spelling may be parsed by hand. */
  @Test
  void anyAddress() throws Exception {
    for (int i = 0; i < CASES; i++) {
      String text = text("0123456789..", 15);
      if (V4.matcher(text).matches()) {
        assertThat(IpText.parse(text)).as(text).contains(InetAddress.getByName(text));
      }
    }
    for (int i = 0; i < CASES; i++) {
      String text = number() + "." + number() + "." + number() + "." + number() + text(" .1:%", 1);
      assertThat(IpText.parse(text).isPresent())
          .as("%s, seed %d", text, seed)
          .isEqualTo(isAddress(text));
    }
  }

  private static boolean isAddress(String text) {
    int zone = text.indexOf('%');
    String plain = zone < 0 ? text : text.substring(0, zone);
    boolean formed =
        Pattern.matches("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}", plain);
    try {
      return formed && InetAddress.getByName(plain) != null;
    } catch (java.net.UnknownHostException e) {
      return false;
    }
  }

  private String number() {
    return switch (random.nextInt(4)) {
      case 0 -> "0" + random.nextInt(30);
      case 1 -> Integer.toString(random.nextInt(300));
      default -> Integer.toString(random.nextInt(256));
    };
  }

  private String text(String alphabet, int most) {
    int length = random.nextInt(most + 1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
