package io.wsgateway.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * How JSON from outside is read: no duplicate keys anywhere (two parsers would see two different
 * messages), not nested deeper than {@value #MAX_DEPTH} levels, nothing of it in a location's text.
 */
public final class StrictJson {
  /** The deepest nesting that is taken. */
  public static final int MAX_DEPTH = 256;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          // Names come from outside: they must not fill tables that live as long as the process.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE) // whatever is read has its own limit
                  .build())
          .build();

  private StrictJson() {}

  /** The text of bytes that must be UTF-8. */
  public static String text(byte[] utf8) throws CharacterCodingException {
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
  }

  /** A parser of a text; its locations count characters. */
  public static JsonParser parser(String text) throws IOException {
    return JSON.createParser(text);
  }
}
