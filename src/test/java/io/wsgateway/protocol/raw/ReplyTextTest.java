package io.wsgateway.protocol.raw;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyTextTest {
  @ParameterizedTest
  @CsvSource({
    "thanks, thanks",
    "'', ''",
    "{message}, m{user}m",
    "{user}, u{message}u",
    "{user}{message}{user}, u{message}um{user}mu{message}u",
    "a{user} {x} {{message}} {message, au{message}u {x} {m{user}m} {message"
  })
  void valuesTakeThePlaceOfPlaceholdersAndAreNotSearched(String text, String expected) {
    assertThat(new ReplyText(text).to("u{message}u", "m{user}m")).isEqualTo(expected);
  }
}
