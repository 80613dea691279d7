package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.wsgateway.config.LimitsConfig;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.MessageBatch;
import io.wsgateway.connection.Transport;
import io.wsgateway.connection.TransportListener;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Carries a WebSocket connection on a channel's pipeline, directly above the socket or TLS, where
 * {@link WebSocketUpgrade} inserts it. Frames written here pass no other handler. Writes of Vert.x
 * pass {@link #write(ChannelHandlerContext, Object, ChannelPromise)}, so nothing follows a close
 * frame, not even from another handler.
 */
// exceptionCaught handles failed writes, through the void promise; a failed close changes nothing.
@SuppressWarnings("FutureReturnValueIgnored")
final class NettyPipe extends UpgradedHandler
    implements Transport, FrameDecoder.Sink, PipeEnd.Socket {
  private final Channel channel;
  private final ChannelPipeline pipeline;
  private final TransportListener connection;
  private final SocketInput input;
  private final Inbound inbound;

  /** The outbound path, once the 101 has been written. */
  private @Nullable PipeOutput output;

  /** The outbound end; null before the close frame is written. */
  private @Nullable PipeEnd end;

  /** Whether no more input will arrive. */
  private boolean inputOver;

  /** Whether the client has ended its side; it receives nothing more but a close frame. */
  private boolean ended;

  /** Whether TCP has ended while input is still queued. */
  private boolean kept;

  NettyPipe(Channel channel, TransportListener connection, LimitsConfig limits) {
    this.channel = channel;
    this.pipeline = channel.pipeline();
    this.connection = connection;
    this.input = new SocketInput(channel);
    this.inbound = new Inbound(limits, this);
    inbound.pause();
  }

  /**
   * Opens the connection after the 101 has been written; input that came with the handshake is
   * first.
   */
  void open() {
    detach();
    output = new PipeOutput(pipeline.context(this));
    SharedSocket.set(channel.config());
    connection.opened(this);
    inbound.resume();
    handled();
  }

  /** The memory of queued input, in bytes. */
  long heldBytes() {
    return inbound.heldBytes();
  }

  // Calls from the connection.

  @Override
  public boolean isWritable() {
    return end == null && output().isWritable();
  }

  @Override
  public long pendingBytes() {
    return output().pendingBytes();
  }

  @Override
  public long directBytes() {
    return (output == null ? 0 : output.stalledBytes()) + inbound.heldBytes();
  }

  @Override
  public void discard() {
    inbound.discard();
  }

  @Override
  public int write(MessageBatch batch) {
    return end == null ? output().write(batch) : 0;
  }

  @Override
  public void flush() {
    try {
      output().flush();
    } catch (IOException e) {
      broken();
    }
  }

  @Override
  public void ping() {
    if (end == null) {
      output().ping();
    }
    flush();
  }

  @Override
  public void close(int code, String reason) {
    if (end == null) {
      end = new PipeEnd(this, connection, channel);
      end.write(output(), code, reason);
    }
  }

  @Override
  public void finish() {
    if (end != null) {
      end.finish();
    }
  }

  @Override
  public void abort() {
    inbound.release();
    if (channel.isOpen()) {
      cut();
    } else {
      gone();
    }
  }

  /** Handles a socket failure, most often a reset: earlier input may still be in the kernel. */
  @Override
  public void broken() {
    if (isDetached() && !inputOver && input.outlives()) {
      release();
      ended();
    } else {
      cut();
    }
  }

  /** Ends TCP; input received before is still handled. */
  private void cut() {
    release();
    if (channel.isOpen()) {
      // A reset frees what the kernel still buffers for a peer that does not read.
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      pipeline.firstContext().close();
    }
  }

  /** Releases undecoded input after TCP has ended; nothing else does. */
  private void gone() {
    inbound.release();
    connection.gone();
  }

  /** Ends TCP, with nothing left to send; {@link TransportListener#gone} follows. */
  @Override
  public void endSocket() {
    if (channel.isOpen()) {
      pipeline.context(this).close();
    } else {
      gone();
    }
  }

  @Override
  public void read(boolean on) {
    if (on) {
      inbound.resume();
      handled();
    } else {
      input.off();
      inbound.pause();
    }
  }

  /** Continues after input was handled or queued: reads more, or ends, once none is queued. */
  private void handled() {
    connection.read(inbound.isMidway());
    connection.keeps(inbound.keptBytes());
    if (inbound.isHolding()) {
      connection.stalled();
    }
    if (!isDetached() || !inbound.isReady()) {
      return;
    }
    if (!inputOver) {
      input.on();
    } else if (end == null || !end.isDue()) {
      endSocket();
    }
  }

  // Events from the socket.

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    release();
    if (!kept) {
      inbound.release();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      if (input.isEnding()) {
        ended();
      }
      connection.bytes(bytes.readableBytes());
      inbound.feed(bytes);
      handled();
    } else {
      // The end of the request.
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // Vert.x flushes its answer here.
    ctx.fireChannelReadComplete();
    if (!isDetached() && inbound.isHolding()) {
      input.off();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    // Notify the other handlers first; otherwise our queue would fill the socket again before
    // Vert.x could write.
    ctx.fireChannelWritabilityChanged();
    if (channel.isWritable()) {
      if (end == null && output != null && output.pong()) {
        connection.flushLater();
      }
      connection.writable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    release();
    inputOver();
    if (!inbound.isHolding()) {
      gone();
    } else {
      kept = connection.keep(Math.toIntExact(heldBytes()));
      if (!kept) {
        connection.cut();
        gone();
      }
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // Netty's decoder wraps the exceptions that TLS throws for broken records.
    if (cause instanceof IOException || cause.getCause() instanceof IOException) {
      broken();
    } else {
      connection.fault(cause);
      abort();
    }
  }

  // Calls from the decoder.

  @Override
  public void message(boolean text, byte[] payload) {
    connection.message(text, payload);
  }

  @Override
  public void ping(byte[] payload) {
    connection.control();
    // A client that has ended its side would answer with a reset.
    if (!ended && end == null && output().pong(payload)) {
      connection.flushLater();
    }
  }

  @Override
  public void pong() {
    connection.control();
  }

  @Override
  public void closed(int code, String reason) {
    connection.peerClosed(code, reason);
  }

  @Override
  public void violated(EndReason reason, String text) {
    connection.violated(reason, text);
  }

  /** Returns whether no more input will arrive. */
  @Override
  public boolean isInputOver() {
    return inputOver;
  }

  @Override
  void serverEnds() {
    connection.serverEnds();
  }

  @Override
  void inputEnds() {
    inputOver();
    handled();
  }

  private void inputOver() {
    inputOver = true;
    ended();
  }

  private void ended() {
    ended = true;
    connection.ended();
  }

  private void release() {
    if (output != null) {
      output.release();
    }
  }

  private PipeOutput output() {
    PipeOutput out = output;
    if (out == null) {
      throw new IllegalStateException("the pipe is not open");
    }
    return out;
  }
}
