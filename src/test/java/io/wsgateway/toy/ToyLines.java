package io.wsgateway.toy;

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
      batch.keep(this, lines);
    }
    return lines;
  }

  private Buffer join(MessageBatch batch) {
    Buffer lines = Buffer.buffer();
    for (WireMessage message : batch.messages()) {
      lines.appendBytes(message.payload()).appendString("\n");
    }
    encodedMessages.addAndGet(batch.messages().size());
    heldBatches.incrementAndGet();
    return lines;
  }

  @Override
  public void release(Buffer encoded) {
    heldBatches.decrementAndGet();
  }

  /** How many messages were made into lines, each counted as often as that was done. */
  int encodedMessages() {
    return encodedMessages.get();
  }

  /** How many batches that were encoded nobody gave back. */
  int heldBatches() {
    return heldBatches.get();
  }
}
