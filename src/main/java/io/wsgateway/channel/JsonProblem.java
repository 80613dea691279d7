package io.wsgateway.channel;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reports why a text is not acceptable JSON; the message is a predicate without its subject ("it",
 * "the body").
 */
public final class JsonProblem extends IOException {
  private static final long serialVersionUID = 1;

  /** Adds the location. */
  JsonProblem(String predicate, @Nullable JsonLocation at) {
    super(
        at == null
            ? predicate
            : predicate + " at line " + at.getLineNr() + ", column " + at.getColumnNr());
  }

  /** No stack trace: this is an answer. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  static JsonProblem of(JsonProcessingException failure) {
    return new JsonProblem(cause(failure), failure.getLocation());
  }

  /** Jackson reports these only as sentences, which repeat the text. */
  private static String cause(JsonProcessingException failure) {
    String sentence = String.valueOf(failure.getOriginalMessage());
    if (failure instanceof JsonEOFException) {
      return "ends too early";
    }
    if (sentence.startsWith("Duplicate")) {
      return "has a key twice in one object";
    }
    return sentence.startsWith("Non-standard token")
        ? "has NaN or Infinity, which JSON does not allow,"
        : "has a syntax error";
  }
}
