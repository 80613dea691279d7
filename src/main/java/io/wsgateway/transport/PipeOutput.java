package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.wsgateway.connection.MessageBatch;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The way of frames from the pipe to the socket. A batch is held until the flush, and then given to
 * the kernel directly if nothing else waits before it: the entries, promises and counters of
 * Netty's queue are half of what one message to a thousand clients costs above the kernel. What the
 * kernel leaves over goes through that queue, which waits for the socket, and so does all that
 * follows until it is empty again.
 *
 * <p>With TLS, or without the native transport, everything goes through the queue.
 */
// A write's failure comes to the pipe's exceptionCaught, by the void promise.
@SuppressWarnings("FutureReturnValueIgnored")
final class PipeOutput {
  private static final byte[] NO_PAYLOAD = {};

  private final ChannelHandlerContext pipe;

  /** Null when frames must pass a handler, or the transport has no such socket. */
  private final @Nullable Socket socket;

  /** A batch's frames, with a reference, that wait for the flush with nothing before them. */
  private @Nullable ByteBuf held;

  /** The payload of the last ping that came while the socket took nothing (RFC 6455 5.5.3). */
  private byte @Nullable [] unanswered;

  /** Whether Netty's queue was used, so that something may wait in it. */
  private boolean queued = true;

  /** {@code pipe}: the context of the pipe, when all handlers are in place. */
  PipeOutput(ChannelHandlerContext pipe) {
    this.pipe = pipe;
    this.socket = pipe.pipeline().firstContext() == pipe ? socketOf(pipe.channel()) : null;
  }

  private static @Nullable Socket socketOf(Channel channel) {
    return channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket
        ? socket
        : null;
  }

  /** Whether frames can go to the socket past Netty's queue. */
  boolean isDirect() {
    return socket != null;
  }

  boolean isWritable() {
    if (held == null && isFree()) {
      return true;
    }
    useQueue();
    return pipe.channel().isWritable();
  }

  /** What waits in Netty's queue. */
  long pendingBytes() {
    ChannelOutboundBuffer queue = pipe.channel().unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes() - queue.currentProgress();
  }

  /** Writes a batch; returns its bytes on the wire. */
  int write(MessageBatch batch) {
    ByteBuf frames = WebSocketFraming.frames(batch, pipe.alloc());
    int bytes = frames.readableBytes();
    if (held == null && isFree() && frames.hasMemoryAddress()) {
      // Its indices are everybody's.
      held = frames.retain();
      return bytes;
    }
    useQueue();
    pipe.write(frames.retainedDuplicate(), pipe.voidPromise());
    return bytes;
  }

  void ping() {
    write(Frames.PING, NO_PAYLOAD);
  }

  /** Answers a ping now, or when the socket takes more; whether something was written. */
  boolean pong(byte[] payload) {
    if (!isWritable()) {
      unanswered = payload;
      return false;
    }
    write(Frames.PONG, payload);
    return true;
  }

  /** Answers the last ping if that has waited for the socket; whether something was written. */
  boolean pong() {
    byte[] payload = unanswered;
    if (payload == null) {
      return false;
    }
    unanswered = null;
    write(Frames.PONG, payload);
    return true;
  }

  private void write(int opcode, byte[] payload) {
    ByteBuf frame = pipe.alloc().directBuffer(2 + payload.length);
    Frames.appendControl(frame, opcode, payload);
    useQueue();
    pipe.write(frame, pipe.voidPromise());
  }

  /** Writes and flushes a frame, which is taken over. */
  ChannelFuture writeAndFlush(ByteBuf frame) {
    useQueue();
    return pipe.writeAndFlush(frame);
  }

  /** Hands to the kernel what was written; a failure means that the connection is broken. */
  void flush() throws IOException {
    ByteBuf frames = held;
    if (frames == null || socket == null) {
      pipe.flush();
      return;
    }
    held = null;
    try {
      int length = frames.readableBytes();
      int sent = send(socket, frames);
      if (sent < length) {
        queued = true;
        pipe.writeAndFlush(frames.retainedDuplicate().skipBytes(sent), pipe.voidPromise());
      }
    } finally {
      frames.release();
    }
  }

  /** What waits for a socket that takes no more; below Netty's water mark, too. */
  long stalledBytes() {
    if (!queued) {
      return 0;
    }
    ChannelOutboundBuffer queue = pipe.channel().unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes();
  }

  /** Drops what is held: the socket takes nothing more. */
  void release() {
    ByteBuf frames = held;
    if (frames != null) {
      held = null;
      frames.release();
    }
  }

  /** The number of a closed socket may be another's by now. */
  private static int send(Socket socket, ByteBuf frames) throws IOException {
    return socket.isOpen()
        ? socket.sendAddress(frames.memoryAddress(), frames.readerIndex(), frames.writerIndex())
        : 0;
  }

  /** Whether what is written now would be the first to go. */
  private boolean isFree() {
    if (socket == null) {
      return false;
    }
    if (queued) {
      ChannelOutboundBuffer queue = pipe.channel().unsafe().outboundBuffer();
      queued = queue == null || queue.totalPendingWriteBytes() > 0;
    }
    return !queued;
  }

  /** From now on Netty's queue, and what is held first of all. */
  private void useQueue() {
    queued = true;
    ByteBuf frames = held;
    if (frames != null) {
      held = null;
      pipe.write(frames.duplicate(), pipe.voidPromise());
    }
  }
}
