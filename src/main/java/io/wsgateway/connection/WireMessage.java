package io.wsgateway.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A message as sent to a client: text, JSON or binary, and its payload without frame header.
 * Immutable and shared between event loops; {@link #payload()} must not be modified.
 */
public final class WireMessage {
  private static final AtomicIntegerFieldUpdater<WireMessage> HOLDERS =
      AtomicIntegerFieldUpdater.newUpdater(WireMessage.class, "holders");

  /** The heap bytes of the object and of its array's header. */
  private static final int OBJECT_BYTES = 24 + 16;

  private final boolean text;
  private final boolean json;
  private final byte[] payload;

  /** How many queued batches hold it, on all event loops. */
  @SuppressWarnings("UnusedVariable") // HOLDERS reads and writes it.
  private volatile int holders;

  private WireMessage(boolean text, boolean json, byte[] payload) {
    this.text = text;
    this.json = json;
    this.payload = payload;
  }

  /** Makes a text message; the bytes must be UTF-8 and are taken over. */
  public static WireMessage text(byte[] utf8) {
    return new WireMessage(true, false, utf8);
  }

  /** Makes a text message. */
  public static WireMessage text(String text) {
    return new WireMessage(true, false, text.getBytes(UTF_8));
  }

  /** Makes a text message of one JSON value; the bytes must be UTF-8 and are taken over. */
  public static WireMessage json(byte[] utf8) {
    return new WireMessage(true, true, utf8);
  }

  /** Makes a text message of one JSON value. */
  public static WireMessage json(String value) {
    return json(value.getBytes(UTF_8));
  }

  /** Makes a binary message; the bytes are taken over. */
  public static WireMessage binary(byte[] bytes) {
    return new WireMessage(false, false, bytes);
  }

  /** Returns whether it is sent as text. */
  public boolean isText() {
    return text;
  }

  /** Returns whether it is known to be one JSON value. */
  public boolean isJson() {
    return json;
  }

  /**
   * Notes that a queued batch holds it. Returns true for the first one: from now on it takes {@link
   * #heapBytes}. Called once per batch and event loop, not per queue.
   */
  boolean held() {
    return HOLDERS.getAndIncrement(this) == 0;
  }

  /** Notes that a batch which held it is in no queue any more; returns true for the last one. */
  boolean letGo() {
    return HOLDERS.decrementAndGet(this) == 0;
  }

  /** The bytes that it takes on the heap, however many queues it is in. */
  int heapBytes() {
    return payload.length + OBJECT_BYTES;
  }

  /** The payload itself, not a copy. */
  public byte[] payload() {
    return payload;
  }
}
