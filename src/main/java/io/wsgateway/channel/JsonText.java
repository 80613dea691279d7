package io.wsgateway.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.Optional;

/**
 * The check that bytes are exactly one JSON value (RFC 8259): UTF-8, nothing behind it, no
 * duplicate keys, at most {@value #MAX_DEPTH} levels deep. It builds nothing in memory.
 */
public final class JsonText {
  /** The deepest nesting that is taken. */
  public static final int MAX_DEPTH = 500;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private JsonText() {}

  /**
   * Why the bytes are not one JSON value, in a few words without any of them; empty if they are.
   */
  public static Optional<String> problem(byte[] utf8) {
    if (utf8.length >= 3
        && utf8[0] == (byte) 0xEF
        && utf8[1] == (byte) 0xBB
        && utf8[2] == (byte) 0xBF) {
      return Optional.of("it begins with a byte order mark");
    }
    try (JsonParser parser = JSON.createParser(utf8)) {
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
        } else if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
          // Strings are decoded lazily; without this a bad escape or bad UTF-8 would pass.
          parser.getTextLength();
        }
        complete = depth == 0;
      }
      return complete ? Optional.empty() : Optional.of("there is no value");
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
      return Optional.of(at < 0 ? "it cannot be parsed" : "it cannot be parsed at byte " + at);
    } catch (IOException e) {
      return Optional.of("it cannot be parsed");
    }
  }
}
