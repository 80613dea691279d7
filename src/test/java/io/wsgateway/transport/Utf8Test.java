package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Utf8Test {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "grüße",
        "κόσμε",
        "€",
        "𝄞",
        "\u0000",
        "\uFFFD",
        "\uFFFF",
        "a𝄞ba𝄞ba𝄞ba𝄞b long enough"
      })
  void validTextPasses(String text) {
    assertThat(isValid(text.getBytes(UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80",
        "BF",
        "C0AF",
        "C1BF",
        "C280C2",
        "E08080",
        "E09FBF",
        "EDA080",
        "EDBFBF",
        "F0808080",
        "F08FBFBF",
        "F4908080",
        "F5808080",
        "FE",
        "FF",
        "CEBAE1BDB9CF83CEBCCEB5EDA080656469746564",
        "C3",
        "E282",
        "F09D84"
      })
  void invalidTextFails(String hex) {
    assertThat(isValid(HexFormat.of().parseHex(hex))).isFalse();
  }

  @Test
  void theFirstWrongByteIsFoundAtOnce() {
    Utf8 utf8 = new Utf8();
    byte[] bytes = HexFormat.of().parseHex("E0");
    assertThat(utf8.feed(bytes, 0, 1)).isTrue();
    assertThat(utf8.isComplete()).isFalse();
    assertThat(utf8.feed(new byte[] {(byte) 0x9F}, 0, 1)).isFalse();
  }

  @Test
  void inPiecesItSaysTheSameAsTheJdk() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = mutated(random);
      assertThat(isValidInPieces(bytes, random))
          .as("seed %d round %d: %s", seed, round, HexFormat.of().formatHex(bytes))
          .isEqualTo(isValid(bytes))
          .isEqualTo(jdkSays(bytes));
    }
  }

  private static byte[] mutated(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      int bits = 1 + random.nextInt(21);
      int codePoint = Math.min(random.nextInt(1 << bits), Character.MAX_CODE_POINT);
      text.appendCodePoint(codePoint);
    }
    byte[] bytes = text.toString().getBytes(UTF_8);
    if (bytes.length > 0 && random.nextBoolean()) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static boolean isValid(byte[] bytes) {
    Utf8 utf8 = new Utf8();
    return utf8.feed(bytes, 0, bytes.length) && utf8.isComplete();
  }

  private static boolean isValidInPieces(byte[] bytes, Random random) {
    Utf8 utf8 = new Utf8();
    int from = 0;
    while (from < bytes.length) {
      int to = from + 1 + random.nextInt(bytes.length - from);
      if (!utf8.feed(bytes, from, to)) {
        return false;
      }
      from = to;
    }
    return utf8.isComplete();
  }

  private static boolean jdkSays(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
