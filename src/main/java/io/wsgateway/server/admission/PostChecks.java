package io.wsgateway.server.admission;

import static io.wsgateway.server.admission.HandshakeOutcome.ACCEPTED;

import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.channel.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Checks what a {@code POST} says about the message that is its body. */
public final class PostChecks {
  private static final Set<String> TEXT = Set.of("text/plain", MediaType.JSON);

  private PostChecks() {}

  /** Checks the media type of the body (RFC 9110 section 8.3). */
  static HandshakeOutcome mediaType(HttpServerRequest request) {
    List<String> types = request.headers().getAll("Content-Type");
    boolean valid =
        types.size() == 1
            && !request.headers().contains("Content-Encoding")
            && isPlainOrChunked(request)
            && (MediaType.withoutParameters(types.get(0)).equals(MediaType.BYTES)
                || (TEXT.contains(MediaType.withoutParameters(types.get(0)))
                    && isUtf8(types.get(0))));
    return valid ? ACCEPTED : HandshakeOutcome.MEDIA_TYPE;
  }

  private static boolean isPlainOrChunked(HttpServerRequest request) {
    List<String> codings = request.headers().getAll("Transfer-Encoding");
    return codings.stream().allMatch(coding -> coding.strip().equalsIgnoreCase("chunked"));
  }

  /** Checks the announced length of the body, before it is read. */
  static HandshakeOutcome length(HttpServerRequest request, int maxBytes) {
    String length = request.headers().get("Content-Length");
    try {
      return length == null || Long.parseLong(length) <= maxBytes
          ? ACCEPTED
          : HandshakeOutcome.TOO_LARGE;
    } catch (NumberFormatException e) {
      return HandshakeOutcome.MALFORMED;
    }
  }

  /** Returns whether the body is text, of a request whose media type was checked. */
  public static boolean isText(HttpServerRequest request) {
    return !MediaType.withoutParameters(request.headers().get("Content-Type"))
        .equals(MediaType.BYTES);
  }

  /** Returns whether no other character set is named. */
  private static boolean isUtf8(String contentType) {
    for (String parameter : contentType.toLowerCase(Locale.ROOT).split(";", -1)) {
      String[] pair = parameter.strip().split("=", 2);
      if (pair[0].equals("charset")
          && !(pair.length == 2 && pair[1].replace("\"", "").equals("utf-8"))) {
        return false;
      }
    }
    return true;
  }
}
