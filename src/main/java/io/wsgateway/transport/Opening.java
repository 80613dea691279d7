package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.util.AttributeKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Classifies the first bytes of a connection, to detect misconfigured proxies and clients. */
public enum Opening {
  /** Possibly plain HTTP: an upper-case letter, with which methods begin. */
  PLAIN,
  /** The PROXY protocol, version 1 or 2. */
  PROXY_HEADER,
  /** A TLS handshake. */
  TLS,
  /** None of these. */
  OTHER;

  /** How many bytes are needed to distinguish all of them. */
  static final int BYTES = 12;

  /** Set on a connection that began with {@link #PROXY_HEADER}. */
  static final AttributeKey<Opening> KEY = AttributeKey.valueOf(Opening.class, "opening");

  private static final byte[] PROXY_ONE = "PROXY ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PROXY_TWO =
      "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte TLS_HANDSHAKE = 0x16;
  private static final byte TLS_MAJOR = 3;

  /** Classifies the readable bytes without consuming them. */
  static Opening of(ByteBuf bytes) {
    byte[] start = new byte[Math.min(BYTES, bytes.readableBytes())];
    bytes.getBytes(bytes.readerIndex(), start);
    return of(start, start.length);
  }

  /** Classifies the first {@code length} bytes of {@code start}. */
  static Opening of(byte[] start, int length) {
    if (begins(start, length, PROXY_ONE) || begins(start, length, PROXY_TWO)) {
      return PROXY_HEADER;
    }
    if (length >= 2 && start[0] == TLS_HANDSHAKE && start[1] == TLS_MAJOR) {
      return TLS;
    }
    return length > 0 && start[0] >= 'A' && start[0] <= 'Z' ? PLAIN : OTHER;
  }

  private static boolean begins(byte[] start, int length, byte[] with) {
    return length >= with.length && Arrays.equals(start, 0, with.length, with, 0, with.length);
  }
}
