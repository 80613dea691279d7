package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.wsgateway.config.LimitsConfig;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.EndReason;
import java.util.Arrays;

/**
 * Decodes client frames of RFC 6455 sections 5.2 to 5.6 incrementally. Every rule is checked at the
 * first byte that breaks it. Memory is allocated only for bytes that have arrived, never for an
 * announced length. After a violation nothing more is decoded.
 *
 * <p>A connection that sends nothing holds no buffer.
 */
final class FrameDecoder {
  /** Receives what was decoded, in the order of the bytes. */
  interface Sink {
    /** A whole message; text is valid UTF-8. */
    void message(boolean text, byte[] payload);

    void ping(byte[] payload);

    void pong();

    /** A valid close frame; 1005 if it has no body. Nothing is decoded after it. */
    void closed(int code, String reason);

    /** A rule was broken. Nothing is decoded after it. */
    void violated(EndReason reason, String text);
  }

  static final String NOT_UTF8 = "text is not valid UTF-8";

  private static final byte[] EMPTY = {};

  /** The part of a frame that is expected next. */
  private enum Part {
    FIRST,
    SECOND,
    LENGTH,
    MASK,
    PAYLOAD,
    /** Closed, or a rule was broken. */
    OVER
  }

  private final LimitsConfig limits;
  private final Utf8 utf8 = new Utf8();
  private Part part = Part.FIRST;
  private boolean paused;

  // The current frame.
  private boolean last;
  private int opcode;
  private int lengthBytes;
  private int missing;
  private long length;
  private int mask;
  private int seen;

  // The current message.
  private boolean inMessage;
  private boolean text;
  private int fragments;
  private byte[] message = EMPTY;
  private int messageBytes;

  private byte[] control = EMPTY;

  FrameDecoder(LimitsConfig limits) {
    this.limits = limits;
  }

  static String tooBig(LimitsConfig limits) {
    return "message over " + limits.messageBytes() + " bytes (limits.messageBytes)";
  }

  static String tooManyFragments(LimitsConfig limits) {
    return "message in over " + limits.messageFragments() + " frames (limits.messageFragments)";
  }

  /** The bytes that an incomplete message takes on the heap. */
  int keptBytes() {
    return message.length;
  }

  /** Stops for good, and drops an incomplete message. */
  void end() {
    over();
  }

  /** Returns whether a message or frame is incomplete. */
  boolean isMidway() {
    return part != Part.OVER && (inMessage || part != Part.FIRST);
  }

  /** Pauses decoding after the current frame, or resumes it. */
  void pause(boolean on) {
    paused = on;
  }

  /** Decodes until the bytes are used up, or until the sink pauses it. */
  void feed(ByteBuf in, Sink sink) {
    while (part != Part.OVER && in.isReadable() && !paused) {
      switch (part) {
        case FIRST -> first(in.readUnsignedByte(), sink);
        case SECOND -> second(in.readUnsignedByte(), sink);
        case LENGTH -> length(in.readUnsignedByte(), sink);
        case MASK -> mask(in.readUnsignedByte(), sink);
        case PAYLOAD -> payload(in, sink);
        case OVER -> {}
      }
    }
    if (part == Part.OVER) {
      in.skipBytes(in.readableBytes());
    }
  }

  private void first(int b, Sink sink) {
    last = (b & 0x80) != 0;
    opcode = b & 0x0F;
    if ((b & 0x70) != 0) {
      wrong("reserved bits are set", sink);
    } else if (isControl()) {
      if (opcode > Frames.PONG) {
        wrong("opcode " + opcode + " is reserved", sink);
      } else if (!last) {
        wrong("control frame in fragments", sink);
      } else {
        part = Part.SECOND;
      }
    } else if (opcode > Frames.BINARY) {
      wrong("opcode " + opcode + " is reserved", sink);
    } else if ((opcode == Frames.CONTINUATION) != inMessage) {
      wrong(inMessage ? "new message inside a message" : "continuation without a message", sink);
    } else {
      begin();
    }
  }

  private void begin() {
    part = Part.SECOND;
    if (opcode != Frames.CONTINUATION) {
      inMessage = true;
      text = opcode == Frames.TEXT;
      fragments = 0;
      messageBytes = 0;
      utf8.reset();
    }
    fragments++;
  }

  private void second(int b, Sink sink) {
    int seven = b & 0x7F;
    length = 0;
    mask = 0;
    missing = Integer.BYTES;
    if ((b & 0x80) == 0) {
      wrong("frame is not masked", sink);
    } else if (isControl() && seven > Frames.CONTROL_BYTES) {
      wrong("control frame over 125 bytes", sink);
    } else if (seven <= 125) {
      length = seven;
      part = Part.MASK;
      checkSize(sink);
    } else {
      lengthBytes = seven == 126 ? Short.BYTES : Long.BYTES;
      missing = lengthBytes;
      part = Part.LENGTH;
    }
  }

  private void length(int b, Sink sink) {
    if (missing == Long.BYTES && b > 0x7F) {
      wrong("length over 63 bits", sink);
      return;
    }
    length = length << 8 | b;
    missing--;
    if (missing == 0) {
      missing = Integer.BYTES;
      part = Part.MASK;
      if (length <= (lengthBytes == Short.BYTES ? 125 : 0xFFFF)) {
        wrong("length is not minimal", sink);
      } else {
        checkSize(sink);
      }
    }
  }

  private void checkSize(Sink sink) {
    if (!isControl() && length > limits.messageBytes() - messageBytes) {
      violated(EndReason.TOO_BIG, tooBig(limits), sink);
    } else if (!isControl() && fragments > limits.messageFragments()) {
      violated(EndReason.TOO_MANY_PARTS, tooManyFragments(limits), sink);
    }
  }

  private void mask(int b, Sink sink) {
    mask = mask << 8 | b;
    missing--;
    if (missing == 0) {
      seen = 0;
      part = Part.PAYLOAD;
      if (length == 0) {
        finishFrame(sink);
      } else if (isControl()) {
        control = new byte[(int) length];
      }
    }
  }

  private void payload(ByteBuf in, Sink sink) {
    int count = Math.min(in.readableBytes(), (int) length - seen);
    if (isControl()) {
      in.readBytes(control, seen, count);
      Masking.apply(mask, seen, control, seen, count);
    } else {
      reserve(count);
      in.readBytes(message, messageBytes, count);
      Masking.apply(mask, seen, message, messageBytes, count);
      messageBytes += count;
      if (text && !utf8.feed(message, messageBytes - count, messageBytes)) {
        violated(EndReason.INVALID_DATA, NOT_UTF8, sink);
        return;
      }
    }
    seen += count;
    if (seen == length) {
      finishFrame(sink);
    }
  }

  /**
   * Makes room for {@code count} more bytes. The array is doubled, so that it is copied a few times
   * only, but never exceeds the length of the message.
   */
  private void reserve(int count) {
    int needed = messageBytes + count;
    if (needed > message.length) {
      long announced = (long) messageBytes + (length - seen);
      long size =
          Math.max(needed, Math.min(2L * message.length, last ? announced : limits.messageBytes()));
      message = Arrays.copyOf(message, (int) size);
    }
  }

  private void finishFrame(Sink sink) {
    part = Part.FIRST;
    switch (opcode) {
      case Frames.PING -> sink.ping(takeControl());
      case Frames.PONG -> {
        takeControl();
        sink.pong();
      }
      case Frames.CLOSE -> close(takeControl(), sink);
      default -> {
        if (last) {
          finishMessage(sink);
        }
      }
    }
  }

  private void finishMessage(Sink sink) {
    if (text && !utf8.isComplete()) {
      violated(EndReason.INVALID_DATA, NOT_UTF8, sink);
      return;
    }
    byte[] whole = message.length == messageBytes ? message : Arrays.copyOf(message, messageBytes);
    message = EMPTY;
    messageBytes = 0;
    inMessage = false;
    sink.message(text, whole);
  }

  private void close(byte[] body, Sink sink) {
    int code = body.length < 2 ? CloseEvent.NO_CODE : (body[0] & 0xFF) << 8 | (body[1] & 0xFF);
    utf8.reset();
    if (body.length == 1) {
      wrong("close frame with an incomplete code", sink);
    } else if (body.length >= 2 && !isValid(code)) {
      wrong("close code " + code + " must not appear in a close frame", sink);
    } else if (body.length > 2 && !(utf8.feed(body, 2, body.length) && utf8.isComplete())) {
      violated(EndReason.INVALID_DATA, "close reason is not valid UTF-8", sink);
    } else {
      over();
      sink.closed(code, body.length > 2 ? new String(body, 2, body.length - 2, UTF_8) : "");
    }
  }

  /** Returns whether a peer may send the code (sections 7.4.1 and 7.4.2, and the IANA registry). */
  private static boolean isValid(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }

  private byte[] takeControl() {
    byte[] taken = length == 0 ? EMPTY : control;
    control = EMPTY;
    return taken;
  }

  private boolean isControl() {
    return opcode >= Frames.CLOSE;
  }

  private void wrong(String text, Sink sink) {
    violated(EndReason.PROTOCOL_ERROR, text, sink);
  }

  private void violated(EndReason reason, String text, Sink sink) {
    over();
    sink.violated(reason, text);
  }

  private void over() {
    part = Part.OVER;
    message = EMPTY;
    control = EMPTY;
  }
}
