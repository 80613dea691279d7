package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What a message of the event bus has before headers and body, as {@code
 * ClusteredMessage.encodeToWire} writes it: version, codec (with its name if it is no system
 * codec), send or publish, then three texts, each with its length before it.
 *
 * @param version of the protocol
 * @param publish 0 if it is sent to one consumer
 * @param address where it goes
 * @param replyAddress where the answer goes; empty if nobody waits for one
 * @param sender the id of the node that sent it
 */
record BusHead(byte version, byte publish, String address, String replyAddress, String sender) {
  /** Length, version and codec. */
  static final int FIRST = Integer.BYTES + 2;

  /** Version, codec, send or publish, three empty texts and no headers, whose length is 4. */
  static final int LEAST = 3 + 4 * Integer.BYTES;

  private static final int MAX_TEXT = 1 << 16;
  private static final byte NAMED_CODEC = -1;
  private static final byte FAILURE_CODEC = 15;

  /**
   * Those after it are Java objects, which nobody reads here. Ours have no names, either: a gateway
   * registers none.
   */
  private static final byte LAST_CODEC = FAILURE_CODEC;

  /**
   * {@code ReplyFailure.ERROR}, which no receiver sends of its own: where a reply was expected, a
   * receiver's failure would be its word for the client.
   */
  private static final byte ERROR = 3;

  /** Whether the body of a frame that begins there can be read. */
  static boolean isKnownCodec(ByteBuf frame, int at) {
    byte codec = frame.getByte(at + Integer.BYTES + 1);
    return codec >= 0 && codec <= LAST_CODEC;
  }

  /**
   * The head of a frame that begins there, or null if not all of it has come.
   *
   * @param bytes how many bytes of the frame have come
   * @throws IllegalArgumentException when it cannot be one
   */
  static @Nullable BusHead read(ByteBuf in, int at, long bytes) {
    Reader reader = new Reader(in, at + Integer.BYTES, at + bytes);
    byte version = reader.one();
    if (reader.one() == NAMED_CODEC) {
      reader.text();
    }
    byte publish = reader.one();
    String address = reader.text();
    String replyAddress = reader.text();
    String sender = reader.text();
    return reader.isShort ? null : new BusHead(version, publish, address, replyAddress, sender);
  }

  /** A whole frame with this head, no headers, and a failure as its body. */
  ByteBuf failing(ByteBufAllocator alloc, int code, String message) {
    ByteBuf frame = alloc.buffer();
    frame.writeInt(0).writeByte(version).writeByte(FAILURE_CODEC).writeByte(publish);
    text(frame, address);
    text(frame, replyAddress);
    text(frame, sender);
    frame.writeInt(Integer.BYTES);
    frame.writeByte(ERROR).writeInt(code).writeByte(1);
    text(frame, message);
    return frame.setInt(0, frame.readableBytes() - Integer.BYTES);
  }

  private static void text(ByteBuf frame, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    frame.writeInt(bytes.length).writeBytes(bytes);
  }

  /** Reads until it ends, and then nothing. */
  private static final class Reader {
    private final ByteBuf in;
    private final long end;
    private int at;
    private boolean isShort;

    Reader(ByteBuf in, int at, long end) {
      this.in = in;
      this.at = at;
      this.end = end;
    }

    byte one() {
      isShort |= at + 1L > end;
      return isShort ? 0 : in.getByte(at++);
    }

    String text() {
      isShort |= at + (long) Integer.BYTES > end;
      if (isShort) {
        return "";
      }
      int length = in.getInt(at);
      if (length < 0 || length > MAX_TEXT) {
        throw new IllegalArgumentException("no text of the event bus");
      }
      isShort |= at + (long) Integer.BYTES + length > end;
      if (isShort) {
        return "";
      }
      String text = in.toString(at + Integer.BYTES, length, UTF_8);
      at += Integer.BYTES + length;
      return text;
    }
  }
}
