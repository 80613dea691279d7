package io.wsgateway.channel;

import java.util.Locale;

/** The media types of messages in HTTP. */
public final class MediaType {
  /** Text. */
  public static final String TEXT = "text/plain; charset=utf-8";

  /** JSON. */
  public static final String JSON = "application/json";

  /** Bytes. */
  public static final String BYTES = "application/octet-stream";

  private MediaType() {}

  /** Returns the type of a payload of a kind. */
  public static String of(Payload.Kind kind) {
    return switch (kind) {
      case TEXT -> TEXT;
      case JSON -> JSON;
      case BINARY -> BYTES;
    };
  }

  /** Returns a type without its parameters, in lower case (RFC 9110 section 8.3.1). */
  public static String withoutParameters(String contentType) {
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
