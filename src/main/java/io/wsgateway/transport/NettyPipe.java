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
 * The pipe on the channel's own pipeline, right above the socket or TLS; {@link WebSocketUpgrade}
 * puts it there. What is written here passes no other handler, and what Vert.x still writes passes
 * {@link #write(ChannelHandlerContext, Object, ChannelPromise)}: nothing follows a close frame,
 * whoever wanted to.
 */
// A write's failure comes to exceptionCaught, by the void promise; a close's changes nothing.
@SuppressWarnings("FutureReturnValueIgnored")
final class NettyPipe extends UpgradedHandler implements Transport, FrameDecoder.Sink {
  private final Channel channel;
  private final ChannelPipeline pipeline;
  private final TransportListener connection;
  private final SocketInput input;
  private final Inbound inbound;

  /** The way out, once the 101 has left. */
  private @Nullable PipeOutput output;

  /** The end of what it says; null before its close frame is written. */
  private @Nullable PipeEnd end;

  /** Nothing more will come. */
  private boolean inputOver;

  /** The client sends nothing more, and gets nothing more but a close frame. */
  private boolean ended;

  /** TCP has ended, and what came waits for its turn. */
  private boolean kept;

  NettyPipe(Channel channel, TransportListener connection, LimitsConfig limits) {
    this.channel = channel;
    this.pipeline = channel.pipeline();
    this.connection = connection;
    this.input = new SocketInput(channel);
    this.inbound = new Inbound(limits, this);
    inbound.pause();
  }

  /** The 101 has left: frames may follow, first of all what came with the handshake. */
  void open() {
    detach();
    output = new PipeOutput(pipeline.context(this));
    SharedSocket.set(channel.config());
    connection.opened(this);
    inbound.resume();
    handled();
  }

  /** The memory of what came and waits for its turn, in bytes. */
  long heldBytes() {
    return inbound.heldBytes();
  }

  // What the connection asks for.

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

  /** The socket failed, most often by a reset: what came before it may still be in the kernel. */
  void broken() {
    if (isDetached() && !inputOver && input.outlives()) {
      release();
      ended();
    } else {
      cut();
    }
  }

  /** Ends TCP, but not what came before. */
  private void cut() {
    release();
    if (channel.isOpen()) {
      // A reset frees what the kernel still holds for a peer that does not read.
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      pipeline.firstContext().close();
    }
  }

  /** After TCP's end nobody else gives back what was not decoded. */
  private void gone() {
    inbound.release();
    connection.gone();
  }

  /** Nothing more is to be said: TCP ends, and {@link TransportListener#gone} follows. */
  void endSocket() {
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

  /** What came is handled or waits: more is read, or the end comes, only behind all of it. */
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

  // What the socket brings.

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
    // First everybody else, or our queue would fill the socket again before Vert.x had its turn.
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
    // What TLS finds in broken records comes wrapped by Netty's decoder.
    if (cause instanceof IOException || cause.getCause() instanceof IOException) {
      broken();
    } else {
      connection.fault(cause);
      abort();
    }
  }

  // What the decoder finds.

  @Override
  public void message(boolean text, byte[] payload) {
    connection.message(text, payload);
  }

  @Override
  public void ping(byte[] payload) {
    connection.control();
    // One that has ended would answer by a reset.
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

  /** Whether nothing more will come. */
  boolean isInputOver() {
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
