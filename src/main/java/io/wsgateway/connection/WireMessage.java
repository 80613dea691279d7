package io.wsgateway.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * One message as it goes to a client: text or binary, and its payload without frame header.
 * Immutable and shared between event loops; nobody may change {@link #payload()}.
 */
public final class WireMessage {
  private static final AtomicIntegerFieldUpdater<WireMessage> HOLDERS =
      AtomicIntegerFieldUpdater.newUpdater(WireMessage.class, "holders");

  /** The object, and the header of its array. */
  private static final int OBJECT_BYTES = 24 + 16;

  private final boolean text;
  private final byte[] payload;

  /** How many batches that wait in queues hold it, on all event loops. */
  @SuppressWarnings("UnusedVariable") // HOLDERS reads and writes it.
  private volatile int holders;

  private WireMessage(boolean text, byte[] payload) {
    this.text = text;
    this.payload = payload;
  }

  /** A text message; the bytes must be UTF-8 and are taken over. */
  public static WireMessage text(byte[] utf8) {
    return new WireMessage(true, utf8);
  }

  /** A text message. */
  public static WireMessage text(String text) {
    return new WireMessage(true, text.getBytes(UTF_8));
  }

  /** A binary message; the bytes are taken over. */
  public static WireMessage binary(byte[] bytes) {
    return new WireMessage(false, bytes);
  }

  /** Whether it goes in a text frame. */
  public boolean isText() {
    return text;
  }

  /**
   * A batch that waits in queues holds it; true: the first, so that it takes {@link #heapBytes}
   * from now. Once per batch and event loop, not per queue.
   */
  boolean held() {
    return HOLDERS.getAndIncrement(this) == 0;
  }

  /** A batch that held it waits in no queue any more; true: the last one. */
  boolean letGo() {
    return HOLDERS.decrementAndGet(this) == 0;
  }

  /** What it takes on the heap, however many queues it waits in. */
  int heapBytes() {
    return payload.length + OBJECT_BYTES;
  }

  /** The payload itself, not a copy. */
  public byte[] payload() {
    return payload;
  }
}
