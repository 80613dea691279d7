package io.wsgateway.poll;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.wsgateway.connection.Framing;
import io.wsgateway.connection.MessageBatch;
import io.wsgateway.connection.WireMessage;
import java.util.Base64;

/**
 * Encodes messages as the elements of a JSON array, separated by commas: JSON as it is, other text
 * as a string, bytes as {@code {"base64":"…"}}. All sessions of an event loop share the elements of
 * a batch.
 */
enum PollFraming implements Framing<byte[]> {
  ELEMENTS;

  private static final byte[] BEFORE_BYTES = "{\"base64\":\"".getBytes(US_ASCII);
  private static final byte[] AFTER_BYTES = "\"}".getBytes(US_ASCII);

  /** Returns a batch's elements; not to be modified. */
  static byte[] elements(MessageBatch batch) {
    byte[] made = batch.encoded(ELEMENTS);
    if (made == null) {
      made = join(batch);
      batch.keep(ELEMENTS, made, made.length);
    }
    return made;
  }

  private static byte[] join(MessageBatch batch) {
    Buffer out = Buffer.buffer();
    for (WireMessage message : batch.messages()) {
      if (out.length() > 0) {
        out.appendByte((byte) ',');
      }
      append(out, message);
    }
    return out.getBytes();
  }

  private static void append(Buffer out, WireMessage message) {
    byte[] payload = message.payload();
    if (message.isJson()) {
      out.appendBytes(payload);
    } else if (message.isText()) {
      out.appendString(Json.encode(new String(payload, UTF_8)));
    } else {
      out.appendBytes(BEFORE_BYTES)
          .appendBytes(Base64.getEncoder().encode(payload))
          .appendBytes(AFTER_BYTES);
    }
  }

  @Override
  public void release(byte[] encoded) {
    // The heap is enough.
  }
}
