package io.wsgateway.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON from outside, wherever it comes from: no duplicate keys (two parsers could see two
 * different messages), not nested deeper than {@value #MAX_DEPTH} levels, names and numbers of a
 * bounded length, as in the parsers of many clients. Every problem is a {@link JsonProblem} that
 * repeats nothing of the text.
 */
public final class StrictJson extends JsonParserDelegate {
  /** The deepest nesting that is accepted. */
  public static final int MAX_DEPTH = 256;

  /** The longest name in an object that is accepted, in characters. */
  public static final int MAX_NAME = 50_000;

  /** The longest number that is accepted, in characters. */
  public static final int MAX_NUMBER = 1000;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          // Names come from outside and must not fill tables that live as long as the process.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          // This class checks the limits, each with its own message; the text that is read has a
          // limit of its own.
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private int depth;

  private StrictJson(JsonParser parser, int depth) {
    super(parser);
    this.depth = depth;
  }

  /** Decodes bytes that must be UTF-8. */
  public static String text(byte[] utf8) throws JsonProblem {
    CharsetDecoder decoder = UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(utf8);
    CharBuffer text = CharBuffer.allocate(utf8.length);
    if (decoder.decode(bytes, text, true).isError()) {
      throw new JsonProblem("is not UTF-8 at byte " + bytes.position(), null);
    }
    return text.flip().toString();
  }

  /** Makes a parser of one value; its locations count characters. */
  public static JsonParser parser(String text) throws IOException {
    return new StrictJson(JSON.createParser(text), 0);
  }

  /**
   * Makes a parser of an object whose fields are separate values: only their own nesting counts.
   */
  public static JsonParser ofFields(String text) throws IOException {
    return new StrictJson(JSON.createParser(text), -1);
  }

  @Override
  public @Nullable JsonToken nextToken() throws IOException {
    JsonToken token;
    try {
      token = super.nextToken();
    } catch (JsonProcessingException e) {
      throw JsonProblem.of(e);
    }
    if (token != null) {
      check(token);
    }
    return token;
  }

  private void check(JsonToken token) throws IOException {
    if (token.isStructStart()) {
      depth++;
      if (depth > MAX_DEPTH) {
        throw problem("is nested deeper than " + MAX_DEPTH + " levels");
      }
    } else if (token.isStructEnd()) {
      depth--;
    } else if (token == JsonToken.FIELD_NAME && currentName().length() > MAX_NAME) {
      throw problem("has a name of over " + MAX_NAME + " characters");
    } else if (token.isNumeric() && getTextLength() > MAX_NUMBER) {
      throw problem("has a number of over " + MAX_NUMBER + " characters");
    }
  }

  private JsonProblem problem(String predicate) {
    return new JsonProblem(predicate, currentTokenLocation());
  }

  @Override
  public void finishToken() throws IOException {
    try {
      super.finishToken();
    } catch (JsonProcessingException e) {
      throw JsonProblem.of(e);
    }
  }

  /** Skips with {@link #nextToken}, which checks the limits. */
  @Override
  public JsonParser skipChildren() throws IOException {
    if (currentToken() != null && currentToken().isStructStart()) {
      int outside = depth - 1;
      while (depth > outside && nextToken() != null) {
        // What is inside.
      }
    }
    return this;
  }
}
