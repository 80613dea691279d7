package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.wsgateway.config.LimitsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Feeds the decoder, and keeps bytes that arrive while reading is paused: a socket may still
 * deliver data that was in flight. Owns every buffer that it is given.
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

  /** Returns whether a message or frame is incomplete. */
  boolean isMidway() {
    return decoder.isMidway();
  }

  /** The bytes that an incomplete message takes on the heap. */
  int keptBytes() {
    return decoder.keptBytes();
  }

  /** The direct memory, in bytes, of what is held until {@link #resume}. */
  long heldBytes() {
    return held == null ? 0 : held.capacity();
  }

  /** Drops an incomplete message, and takes nothing more. */
  void discard() {
    decoder.end();
    release();
  }

  /** Returns whether anything is held until {@link #resume}. */
  boolean isHolding() {
    return held != null;
  }

  /** Returns whether everything received is decoded and more may be read. */
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

  /** Pauses after the current frame; may be called while a frame is being handled. */
  void pause() {
    paused = true;
    decoder.pause(true);
  }

  /** Resumes with what is held. If a frame is being handled, the caller up the stack continues. */
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

  /** Releases everything; bytes that arrive later, or are being decoded, are not kept either. */
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
