package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.wsgateway.config.LimitsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Feeds the decoder, and keeps what comes while reading is paused: a socket may still bring what
 * was on its way. Owns every buffer that it is given.
 */
final class Inbound {
  private final FrameDecoder decoder;
  private final FrameDecoder.Sink sink;
  private @Nullable ByteBufQueue held;
  private boolean paused;
  private boolean decoding;
  private boolean released;

  Inbound(LimitsConfig limits, FrameDecoder.Sink sink) {
    this.decoder = new FrameDecoder(limits);
    this.sink = sink;
  }

  /** Whether a message or frame has begun and is not whole. */
  boolean isMidway() {
    return decoder.isMidway();
  }

  /** What a message that is not whole takes on the heap. */
  int keptBytes() {
    return decoder.keptBytes();
  }

  /** What waits for {@link #resume} takes of direct memory. */
  long heldBytes() {
    return held == null ? 0 : held.capacity();
  }

  /** Drops what is not whole, and takes nothing more. */
  void discard() {
    decoder.end();
    release();
  }

  /** Whether something waits for {@link #resume}. */
  boolean isHolding() {
    return held != null;
  }

  /** Whether all that came is decoded and more may come. */
  boolean isReady() {
    return !paused && !decoding && held == null;
  }

  void feed(ByteBuf bytes) {
    if (released) {
      bytes.release();
    } else if (held == null) {
      decode(bytes);
    } else {
      held.add(bytes);
    }
  }

  /** Stops behind the frame at hand; may be called while one is handled. */
  void pause() {
    paused = true;
    decoder.pause(true);
  }

  /** Goes on with what is held; called while a frame is handled, it only lets that go on. */
  void resume() {
    paused = false;
    decoder.pause(false);
    while (!decoding && held != null && !paused) {
      ByteBuf next = held.poll();
      if (next == null) {
        held = null;
      } else {
        decode(next);
      }
    }
  }

  /** Gives everything back; what comes after it, or is at hand, is not kept either. */
  void release() {
    released = true;
    if (held != null) {
      held.release();
      held = null;
    }
  }

  private void decode(ByteBuf bytes) {
    boolean done = true;
    decoding = true;
    try {
      decoder.feed(bytes, sink);
      done = !bytes.isReadable();
    } finally {
      decoding = false;
      if (done || released) {
        bytes.release();
      } else {
        if (held == null) {
          held = new ByteBufQueue();
        }
        held.addFirst(bytes);
      }
    }
  }
}
