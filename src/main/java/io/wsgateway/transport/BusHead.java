package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The start of an event-bus message, before headers and body, as {@code
 * ClusteredMessage.encodeToWire} writes it: version, codec (with its name unless it is a system
 * codec), send or publish, then three texts, each preceded by its length.
 *
 * @param version the version of the wire protocol
 * @param publish 0 if it is sent to one consumer
 * @param address the address that it is sent to
 * @param replyAddress the address for the reply; empty if none is expected
 * @param sender the id of the node that sent it
 */
record BusHead(byte version, byte publish, String address, String replyAddress, String sender) {
  /** The bytes of length, version and codec. */
  static final int FIRST = Integer.BYTES + 2;

  /**
   * The fewest bytes after the length: version, codec, send or publish, three empty texts and empty
   * headers, which take 4.
   */
  static final int LEAST = 3 + 4 * Integer.BYTES;

  private static final int MAX_TEXT = 1 << 16;
  private static final byte NAMED_CODEC = -1;
  private static final byte FAILURE_CODEC = 15;

  /**
   * The last accepted system codec. Those after it are Java objects, which are not accepted. Named
   * codecs are not accepted either: a gateway registers none.
   */
  private static final byte LAST_CODEC = FAILURE_CODEC;

  /**
   * {@code ReplyFailure.ERROR}, which no receiver sends of its own: where a reply was expected, a
   * receiver's failure would be its word for the client.
   */
  private static final byte ERROR = 3;

  /** Returns whether the body of the frame that begins at {@code at} has an accepted codec. */
  static boolean isKnownCodec(ByteBuf frame, int at) {
    byte codec = frame.getByte(at + Integer.BYTES + 1);
    return codec >= 0 && codec <= LAST_CODEC;
  }

  /**
   * Reads the head of the frame that begins at {@code at}; null if it has not arrived completely.
   *
   * @param bytes how many bytes of the frame have arrived
   * @throws IllegalArgumentException if it cannot be a head
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

  /** Makes a frame with this head, no headers, and a failure as its body. */
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

  /** Reads values until the bytes run out; after that every value is missing. */
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
        throw new IllegalArgumentException("not a text of the event bus");
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
