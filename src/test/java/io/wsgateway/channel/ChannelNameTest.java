package io.wsgateway.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"chat", "room:a", "room:a:b", "room::", "#", "a/b", "!~", "{a}"})
  void aNameOfTheGrammarIsTaken(String name) {
    assertThat(ChannelName.problem(name, 255)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '',         is empty
          room:,      has nothing after its namespace
          :a,         has a namespace that is not
          a+b:c,      has a namespace that is not
          """)
  void anotherIsRefused(String name, String problem) {
    assertThat(ChannelName.problem(name, 255))
        .hasValueSatisfying(text -> assertThat(text).startsWith(problem));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u0000",
        "a\n",
        "\u007f",
        "\u0085",
        "\ud800",
        "a\udc00b",
        "a b",
        " a",
        "é",
        "😀",
        "é:c",
        "\u00a0"
      })
  void whatIsNotPrintableAsciiIsRefused(String name) {
    assertThat(ChannelName.problem(name, 255))
        .contains("holds a space or another character that is not printable ASCII");
  }

  @Test
  void aUserIsPrintableAndSeparatesNothing() {
    assertThat(ChannelName.fitsUser("")).isFalse();
    assertThat(ChannelName.fitsUser("x".repeat(128))).isTrue();
    assertThat(ChannelName.fitsUser("x".repeat(129))).isFalse();
    for (char c = 0; c < 300; c++) {
      assertThat(ChannelName.fitsUser("a" + c))
          .as("character %d", (int) c)
          .isEqualTo(c > ' ' && c < 127 && c != '#' && c != ',' && c != '*');
    }
  }

  @Test
  void aNamespaceIsOfLettersDigitsAndThreeSigns() {
    for (char c = 0; c < 256; c++) {
      assertThat(ChannelName.isNamespace("a" + c))
          .as("character %d", (int) c)
          .isEqualTo(String.valueOf(c).matches("[a-zA-Z0-9_.-]"));
    }
  }

  @Test
  void lengthCountsInBytes() {
    assertThat(ChannelName.problem("abcd", 4)).isEmpty();
    assertThat(ChannelName.problem("abcd", 3)).contains("is longer than 3 bytes");
    assertThat(ChannelName.problem("a".repeat(64) + ":b", 255)).isEmpty();
    assertThat(ChannelName.problem("a".repeat(65) + ":b", 255)).isPresent();
  }
}
