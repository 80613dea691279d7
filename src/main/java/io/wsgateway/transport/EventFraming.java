package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.json.JsonObject;
import io.wsgateway.connection.Framing;
import io.wsgateway.connection.MessageBatch;
import io.wsgateway.connection.RetryDelay;
import io.wsgateway.connection.WireMessage;
import java.util.Base64;
import java.util.OptionalInt;

/**
 * Encodes messages as server-sent events (WHATWG HTML section 9.2), concatenated in one direct
 * buffer from the event loop's arena, which all streams of the loop share as {@link
 * WebSocketFraming} describes.
 *
 * <p>Text is one event, with a {@code data} field for each of its lines: a client joins them with a
 * line feed, so that CR and CR LF arrive as LF, and every other character as it was. Bytes are an
 * event named {@code binary} in base64. A field always has a space after its colon, which clients
 * remove: without it they would remove the text's own.
 */
enum EventFraming implements Framing<ByteBuf> {
  EVENTS;

  private static final byte[] DATA = "data: ".getBytes(US_ASCII);
  private static final byte[] BINARY = "event: binary\ndata: ".getBytes(US_ASCII);
  private static final byte[] COMMENT = ":\n\n".getBytes(US_ASCII);

  /**
   * Returns a batch's events; the reference is the batch's, and the indices are shared by all
   * streams.
   */
  static ByteBuf events(MessageBatch batch, ByteBufAllocator allocator) {
    ByteBuf made = batch.encoded(EVENTS);
    if (made == null) {
      made = join(batch, allocator);
      batch.keep(EVENTS, made, made.readableBytes());
    }
    return made;
  }

  private static ByteBuf join(MessageBatch batch, ByteBufAllocator allocator) {
    int bytes = 0;
    for (WireMessage message : batch.messages()) {
      bytes += size(message);
    }
    ByteBuf buffer = allocator.directBuffer(bytes, bytes);
    for (WireMessage message : batch.messages()) {
      append(buffer, message);
    }
    return buffer.asReadOnly();
  }

  /** Returns the size of a message as an event in bytes. */
  static int size(WireMessage message) {
    byte[] payload = message.payload();
    if (!message.isText()) {
      return BINARY.length + (payload.length + 2) / 3 * 4 + 2;
    }
    int lines = 1;
    int pairs = 0;
    for (int i = 0; i < payload.length; i++) {
      if (payload[i] == '\n') {
        boolean pair = i > 0 && payload[i - 1] == '\r';
        lines += pair ? 0 : 1;
        pairs += pair ? 1 : 0;
      } else if (payload[i] == '\r') {
        lines++;
      }
    }
    // Each line but the last has its own line break, which becomes one byte.
    return lines * DATA.length + payload.length - pairs + 2;
  }

  /** Appends a message as one event. */
  static void append(ByteBuf out, WireMessage message) {
    byte[] payload = message.payload();
    if (!message.isText()) {
      out.writeBytes(BINARY).writeBytes(Base64.getEncoder().encode(payload));
    } else {
      lines(out, payload);
    }
    out.writeByte('\n').writeByte('\n');
  }

  private static void lines(ByteBuf out, byte[] text) {
    int from = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n' || text[i] == '\r') {
        out.writeBytes(DATA).writeBytes(text, from, i - from).writeByte('\n');
        if (text[i] == '\r' && i + 1 < text.length && text[i + 1] == '\n') {
          i++;
        }
        from = i + 1;
      }
    }
    out.writeBytes(DATA).writeBytes(text, from, text.length - from);
  }

  /** A comment, which clients ignore. */
  static byte[] comment() {
    return COMMENT;
  }

  /**
   * Returns the last event of a stream. A delay in the reason precedes it as a {@code retry} field:
   * clients that reconnect on their own then wait for so long.
   */
  static ByteBuf end(ByteBufAllocator allocator, int code, String reason) {
    OptionalInt delay = RetryDelay.of(reason);
    String retry = delay.isPresent() ? "retry: " + delay.getAsInt() + "\n" : "";
    String data = new JsonObject().put("code", code).put("reason", reason).encode();
    byte[] event = (retry + "event: end\ndata: " + data + "\n\n").getBytes(UTF_8);
    return allocator.directBuffer(event.length).writeBytes(event);
  }

  @Override
  public void release(ByteBuf encoded) {
    encoded.release();
  }
}
