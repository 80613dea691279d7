package io.wsgateway.channel;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * Checks that bytes are exactly one JSON value (RFC 8259) in UTF-8, as {@link StrictJson} reads it,
 * with nothing after it.
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
    } catch (IOException e) {
      return Optional.of("it " + e.getMessage());
    }
  }

  private static Optional<String> problem(String text) throws IOException {
    try (JsonParser parser = StrictJson.parser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return Optional.of("there is no value");
      }
      parser.skipChildren();
      return parser.nextToken() == null
          ? Optional.empty()
          : Optional.of("something follows the value");
    }
  }
}
