package io.wsgateway.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Holds the opening handshake (RFC 6455 section 4.1). All clients of a run send the same bytes: the
 * key protects against caches, not against attackers, so one key and one hash are enough.
 */
final class Handshake {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final byte[] request;
  private final String accept;

  Handshake(Target target, List<String> headers) {
    String key = Base64.getEncoder().encodeToString("load generator 1".getBytes(US_ASCII));
    StringBuilder text =
        new StringBuilder("GET ")
            .append(target.path())
            .append(" HTTP/1.1\r\nHost: ")
            .append(target.host())
            .append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13")
            .append("\r\nSec-WebSocket-Key: ")
            .append(key)
            .append("\r\n");
    headers.forEach(header -> text.append(header).append("\r\n"));
    request = text.append("\r\n").toString().getBytes(US_ASCII);
    accept = accept(key);
  }

  ByteBuffer request() {
    return ByteBuffer.wrap(request);
  }

  /** Returns the end of the response header in the buffer, or -1 if it is incomplete. */
  static int end(ByteBuffer in) {
    for (int i = in.position(); i <= in.limit() - 4; i++) {
      if (in.getInt(i) == 0x0d0a0d0a) {
        return i + 4;
      }
    }
    return -1;
  }

  /** Returns why a complete response does not open a WebSocket, or null if it does. */
  @Nullable Refusal check(String answer) {
    String[] lines = answer.split("\r\n", -1);
    if (!lines[0].startsWith("HTTP/1.1 101")) {
      return new Refusal("handshake response: " + lines[0], retryAfter(lines));
    }
    for (String line : lines) {
      if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-accept:")) {
        return line.endsWith(accept) ? null : new Refusal("wrong Sec-WebSocket-Accept", 0);
      }
    }
    return new Refusal("no Sec-WebSocket-Accept", 0);
  }

  /**
   * Describes why the WebSocket did not open.
   *
   * @param retryAfterSeconds the Retry-After of the response, 0 without one
   */
  record Refusal(String reason, int retryAfterSeconds) {}

  private static int retryAfter(String[] lines) {
    for (String line : lines) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.matches("retry-after: *[0-9]{1,4}")) {
        return Integer.parseInt(lower.substring(lower.indexOf(':') + 1).trim());
      }
    }
    return 0;
  }

  private static String accept(String key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-1", e);
    }
  }
}
