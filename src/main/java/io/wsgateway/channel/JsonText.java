package io.wsgateway.channel;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/**
 * The check that bytes are exactly one JSON value (RFC 8259) in UTF-8, as {@link StrictJson} reads
 * it, with nothing behind it.
 */
public final class JsonText {
  private JsonText() {}

  /**
   * Why the bytes are not one JSON value, in a few words without any of them; empty if they are.
   */
  public static Optional<String> problem(byte[] utf8) {
    try {
      String text = StrictJson.text(utf8);
      return text.startsWith("\uFEFF")
          ? Optional.of("it begins with a byte order mark")
          : problem(text);
    } catch (CharacterCodingException e) {
      return Optional.of("it is not UTF-8");
    }
  }

  private static Optional<String> problem(String text) {
    try (JsonParser parser = StrictJson.parser(text)) {
      int depth = 0;
      boolean complete = false;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (complete) {
          return Optional.of("something follows the value");
        }
        if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        }
        complete = depth == 0;
      }
      return complete ? Optional.empty() : Optional.of("there is no value");
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? -1 : e.getLocation().getCharOffset();
      return Optional.of(at < 0 ? "it cannot be parsed" : "it cannot be parsed at character " + at);
    } catch (IOException e) {
      return Optional.of("it cannot be parsed");
    }
  }
}
