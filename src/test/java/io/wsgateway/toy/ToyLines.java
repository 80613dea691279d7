package io.wsgateway.toy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.wsgateway.connection.Framing;
import io.wsgateway.connection.MessageBatch;
import io.wsgateway.connection.WireMessage;
import java.util.concurrent.atomic.AtomicInteger;

/** Messages as lines, made once for all streams of an event loop; counted for the tests. */
final class ToyLines implements Framing<Buffer> {
  private final AtomicInteger encodedMessages = new AtomicInteger();
  private final AtomicInteger heldBatches = new AtomicInteger();

  Buffer of(MessageBatch batch) {
    Buffer lines = batch.encoded(this);
    if (lines == null) {
      lines = join(batch);
      batch.keep(this, lines, lines.length());
    }
    return lines;
  }

  private Buffer join(MessageBatch batch) {
    Buffer lines = Buffer.buffer();
    for (WireMessage message : batch.messages()) {
      String line = new String(message.payload(), UTF_8);
      lines.appendString(line).appendString("\n");
      if (!line.equals(ToyProtocol.PING)) {
        encodedMessages.incrementAndGet();
      }
    }
    heldBatches.incrementAndGet();
    return lines;
  }

  @Override
  public void release(Buffer encoded) {
    heldBatches.decrementAndGet();
  }

  /** How many messages but pings were made into lines, each counted as often as that was done. */
  int encodedMessages() {
    return encodedMessages.get();
  }

  /** How many batches that were encoded nobody gave back. */
  int heldBatches() {
    return heldBatches.get();
  }
}
