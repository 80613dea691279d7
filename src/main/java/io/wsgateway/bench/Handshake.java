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
 * Holds the opening handshake (RFC 6455 section 4.1), or the request for server-sent events. All
 * clients of a run send the same bytes: the key protects against caches, not against attackers, so
 * one key and one hash are enough.
 */
final class Handshake {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final String KEY =
      Base64.getEncoder().encodeToString("load generator 1".getBytes(US_ASCII));
  private static final String ACCEPT = accept(KEY);
  private static final String UPGRADE =
      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
          + "\r\nSec-WebSocket-Key: "
          + KEY;

  private final byte[] request;
  private final Listening listening;

  Handshake(Target target, List<String> headers, Listening listening) {
    this.listening = listening;
    StringBuilder text =
        new StringBuilder("GET ")
            .append(target.path())
            .append(" HTTP/1.1\r\nHost: ")
            .append(target.host())
            .append("\r\n")
            .append(listening == Listening.SSE ? "Accept: text/event-stream" : UPGRADE)
            .append("\r\n");
    headers.forEach(header -> text.append(header).append("\r\n"));
    request = text.append("\r\n").toString().getBytes(US_ASCII);
  }

  /** How the clients receive after it. */
  Listening listening() {
    return listening;
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

  /** Returns why a complete response does not open a connection, or null if it does. */
  @Nullable Refusal check(String answer) {
    String[] lines = answer.split("\r\n", -1);
    return listening == Listening.SSE ? checkEvents(lines) : checkUpgrade(lines);
  }

  private static @Nullable Refusal checkEvents(String[] lines) {
    if (!lines[0].startsWith("HTTP/1.1 200")) {
      return new Refusal("response: " + lines[0], retryAfter(lines));
    }
    boolean events = false;
    for (String line : lines) {
      String lower = line.toLowerCase(Locale.ROOT);
      events |= lower.matches("content-type: *text/event-stream\\b.*");
      if (lower.startsWith("transfer-encoding:")) {
        return new Refusal("the events have " + line + ", which this client does not read", 0);
      }
    }
    return events ? null : new Refusal("no Content-Type: text/event-stream", 0);
  }

  private static @Nullable Refusal checkUpgrade(String[] lines) {
    if (!lines[0].startsWith("HTTP/1.1 101")) {
      return new Refusal("handshake response: " + lines[0], retryAfter(lines));
    }
    for (String line : lines) {
      if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-accept:")) {
        return line.endsWith(ACCEPT) ? null : new Refusal("wrong Sec-WebSocket-Accept", 0);
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
