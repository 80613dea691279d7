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
 * Writes frames to the socket. A batch is held until the flush. If nothing is queued ahead of it,
 * it then goes to the kernel directly: the entries, promises and counters of Netty's outbound queue
 * are half of the cost, above the kernel, of one message to a thousand clients. Bytes that the
 * kernel does not accept go through that queue, and so does everything after them until it is empty
 * again.
 *
 * <p>With TLS, or without the native transport, everything goes through the queue.
 */
// The pipe's exceptionCaught handles failed writes, through the void promise.
@SuppressWarnings("FutureReturnValueIgnored")
final class PipeOutput {
  private static final byte[] NO_PAYLOAD = {};

  private final ChannelHandlerContext pipe;

  /** Null if frames must pass a handler, or the transport has no native socket. */
  private final @Nullable Socket socket;

  /**
   * The frames of a batch, with a reference, held for the flush with nothing queued ahead of them.
   */
  private @Nullable ByteBuf held;

  /** The payload of the last ping that arrived while the socket was full (RFC 6455 5.5.3). */
  private byte @Nullable [] unanswered;

  /** Whether Netty's queue was used and may not be empty. */
  private boolean queued = true;

  /** Makes the output; {@code pipe} is the context of the pipe, with all handlers in place. */
  PipeOutput(ChannelHandlerContext pipe) {
    this.pipe = pipe;
    this.socket = pipe.pipeline().firstContext() == pipe ? socketOf(pipe.channel()) : null;
  }

  private static @Nullable Socket socketOf(Channel channel) {
    return channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket
        ? socket
        : null;
  }

  /** Returns whether frames can bypass Netty's queue. */
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

  /** The bytes in Netty's queue. */
  long pendingBytes() {
    ChannelOutboundBuffer queue = pipe.channel().unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes() - queue.currentProgress();
  }

  /** Writes a batch as WebSocket frames; returns its size on the wire in bytes. */
  int write(MessageBatch batch) {
    return write(WebSocketFraming.frames(batch, pipe.alloc()));
  }

  /**
   * Writes what other sockets share, without taking over its reference; returns its size in bytes.
   */
  int write(ByteBuf frames) {
    int bytes = frames.readableBytes();
    if (held == null && isFree() && frames.hasMemoryAddress()) {
      // Its indices are shared with the other sockets.
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

  /** Answers a ping now, or when the socket is writable; returns whether something was written. */
  boolean pong(byte[] payload) {
    if (!isWritable()) {
      unanswered = payload;
      return false;
    }
    write(Frames.PONG, payload);
    return true;
  }

  /** Answers the last ping if it is still unanswered; returns whether something was written. */
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
    writeOwn(frame);
  }

  /** Writes what is for this socket alone, and takes over its reference. */
  void writeOwn(ByteBuf frame) {
    useQueue();
    pipe.write(frame, pipe.voidPromise());
  }

  /** Writes and flushes a frame, and takes over its reference. */
  ChannelFuture writeAndFlush(ByteBuf frame) {
    useQueue();
    return pipe.writeAndFlush(frame);
  }

  /** Passes written frames to the kernel; a failure means that the connection is broken. */
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

  /** The bytes queued for a socket that is full, also below Netty's water mark. */
  long stalledBytes() {
    if (!queued) {
      return 0;
    }
    ChannelOutboundBuffer queue = pipe.channel().unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes();
  }

  /** Drops what is held: nothing more can be written. */
  void release() {
    ByteBuf frames = held;
    if (frames != null) {
      held = null;
      frames.release();
    }
  }

  /** Sends if the socket is open: the descriptor of a closed one may already be reused. */
  private static int send(Socket socket, ByteBuf frames) throws IOException {
    return socket.isOpen()
        ? socket.sendAddress(frames.memoryAddress(), frames.readerIndex(), frames.writerIndex())
        : 0;
  }

  /** Returns whether nothing is queued ahead of the next write. */
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

  /** Switches to Netty's queue, beginning with what is held. */
  private void useQueue() {
    queued = true;
    ByteBuf frames = held;
    if (frames != null) {
      held = null;
      pipe.write(frames.duplicate(), pipe.voidPromise());
    }
  }
}
