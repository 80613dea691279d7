package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.WireMessage;

/** Encodes server frames of RFC 6455 section 5.2: final, without extension bits, unmasked. */
final class Frames {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /** The longest payload of a control frame (section 5.5). */
  static final int CONTROL_BYTES = 125;

  private static final int FINAL = 0x80;

  private Frames() {}

  /** Returns the size of a message on the wire in bytes. */
  static int size(WireMessage message) {
    int length = message.payload().length;
    return length + (length <= 125 ? 2 : length <= 0xFFFF ? 4 : 10);
  }

  /** Appends a data message as one frame. */
  static void append(ByteBuf out, WireMessage message) {
    byte[] payload = message.payload();
    out.writeByte(FINAL | (message.isText() ? TEXT : BINARY));
    if (payload.length <= 125) {
      out.writeByte(payload.length);
    } else if (payload.length <= 0xFFFF) {
      out.writeByte(126).writeShort(payload.length);
    } else {
      out.writeByte(127).writeLong(payload.length);
    }
    out.writeBytes(payload);
  }

  /** Appends a ping or pong; at most {@link #CONTROL_BYTES} of payload. */
  static void appendControl(ByteBuf out, int opcode, byte[] payload) {
    out.writeByte(FINAL | opcode).writeByte(payload.length).writeBytes(payload);
  }

  /** Appends a close frame; 1005 stands for one without a body (section 7.1.5). */
  static void appendClose(ByteBuf out, int code, String reason) {
    byte[] text = code == CloseEvent.NO_CODE ? new byte[0] : reason.getBytes(UTF_8);
    if (code == CloseEvent.NO_CODE) {
      out.writeByte(FINAL | CLOSE).writeByte(0);
    } else {
      out.writeByte(FINAL | CLOSE).writeByte(2 + text.length).writeShort(code).writeBytes(text);
    }
  }
}
