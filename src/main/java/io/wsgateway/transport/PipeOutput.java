package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.wsgateway.connection.FrameBatch;
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
  private final ChannelHandlerContext pipe;
  private final Channel channel;

  /** Null when frames must pass a handler, or the transport has no such socket. */
  private final @Nullable Socket socket;

  /** A batch's frames, with a reference, that wait for the flush with nothing before them. */
  private @Nullable ByteBuf held;

  /** Whether Netty's queue was used, so that something may wait in it. */
  private boolean queued = true;

  /** {@code pipe}: the context of the pipe, when all handlers are in place. */
  PipeOutput(ChannelHandlerContext pipe) {
    this.pipe = pipe;
    this.channel = pipe.channel();
    this.socket = pipe.pipeline().firstContext() == pipe ? socketOf(channel) : null;
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
    return channel.isWritable();
  }

  /** What waits in Netty's queue. */
  long pendingBytes() {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes() - queue.currentProgress();
  }

  void write(FrameBatch batch) {
    if (held == null && isFree()) {
      ByteBuf frames = batch.sharedFrames(pipe.alloc());
      if (frames.hasMemoryAddress()) {
        held = frames;
        return;
      }
      frames.release();
    }
    useQueue();
    pipe.write(batch.retainedFrames(pipe.alloc()), pipe.voidPromise());
  }

  /** Writes a frame of this connection alone, which is taken over. */
  void write(ByteBuf frame) {
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
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
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
      ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
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
