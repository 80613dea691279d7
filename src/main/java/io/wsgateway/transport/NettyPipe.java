package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.wsgateway.config.LimitsConfig;
import io.wsgateway.connection.CloseCode;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.FrameBatch;
import io.wsgateway.connection.FrameWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The pipe on the channel's own pipeline, right above the socket or TLS; {@link PipeUpgrade} puts
 * it there. What is written here passes no other handler, and what Vert.x still writes passes
 * {@link #write(ChannelHandlerContext, Object, ChannelPromise)}: nothing follows a close frame,
 * whoever wanted to.
 */
// A write's failure comes to exceptionCaught, by the void promise; a close's changes nothing.
@SuppressWarnings("FutureReturnValueIgnored")
final class NettyPipe extends ChannelDuplexHandler implements FrameWriter, FrameDecoder.Sink {
  private static final byte[] NO_PAYLOAD = {};

  /**
   * What the kernel keeps of what the peer's window does not let it send. It would grow to 2.6 MB
   * for each client that does not read, which count as memory of the container and are out of reach
   * of any policy for slow consumers.
   */
  private static final long UNSENT_BYTES = 128 * 1024;

  /**
   * Buffers of up to 64 KB that are read before the event loop's other sockets have their turn.
   * With Netty's 16 a thousand busy senders take a second, in which no probe is answered.
   */
  private static final int READS = 1;

  private final Channel channel;
  private final ChannelPipeline pipeline;
  private final Connection connection;
  private final SocketInput input;
  private final Inbound inbound;

  /** The way out, once the 101 has left. */
  private @Nullable PipeOutput output;

  /** The payload of the last ping that came while the socket took nothing (RFC 6455 5.5.3). */
  private byte @Nullable [] unanswered;

  private boolean open;
  private boolean closeWritten;
  private boolean closeLeft;
  private boolean finishing;

  /** Nothing more will come. */
  private boolean inputOver;

  NettyPipe(Channel channel, Connection connection, LimitsConfig limits) {
    this.channel = channel;
    this.pipeline = channel.pipeline();
    this.connection = connection;
    this.input = new SocketInput(channel);
    this.inbound = new Inbound(limits, this);
    inbound.pause();
  }

  /** The 101 has left: frames may follow, first of all what came with the handshake. */
  void open() {
    open = true;
    output = new PipeOutput(pipeline.context(this));
    share(channel.config());
    connection.opened(this);
    inbound.resume();
    handled();
  }

  private static void share(ChannelConfig config) {
    // Else a write that fails closes, and what was not read yet is lost.
    config.setAutoClose(false);
    if (config instanceof EpollSocketChannelConfig socket) {
      socket.setTcpNotSentLowAt(UNSENT_BYTES);
    }
    if (config.getRecvByteBufAllocator() instanceof MaxMessagesRecvByteBufAllocator reads) {
      reads.maxMessagesPerRead(READS);
    }
  }

  /** The memory of what came and waits for its turn, in bytes. */
  long heldBytes() {
    return inbound.heldBytes();
  }

  // What the connection asks for.

  @Override
  public boolean isWritable() {
    return !closeWritten && output().isWritable();
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
  public void write(FrameBatch batch) {
    if (!closeWritten) {
      output().write(batch);
    }
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
    writeControl(Frames.PING, NO_PAYLOAD);
    flush();
  }

  @Override
  public void close(int code, String reason) {
    if (closeWritten) {
      return;
    }
    closeWritten = true;
    if (!channel.isOpen()) {
      closeLeft = true;
      return;
    }
    ByteBuf frame = channel.alloc().directBuffer(2 + Frames.CONTROL_BYTES);
    Frames.appendClose(frame, code, reason);
    output()
        .writeAndFlush(frame)
        .addListener(
            (ChannelFutureListener)
                sent -> {
                  closeLeft = true;
                  if (finishing) {
                    endOutput();
                  } else if (!sent.isSuccess()) {
                    broken();
                  }
                });
  }

  @Override
  public void finish() {
    finishing = true;
    if (closeLeft) {
      endOutput();
    }
  }

  /**
   * Ends our half of TLS and TCP, and waits for the peer's: closing with bytes unread would make
   * the kernel send a reset, which may take the close frame away from the peer.
   */
  private void endOutput() {
    connection.over();
    if (inputOver) {
      endSocket();
      return;
    }
    SslHandler tls = pipeline.get(SslHandler.class);
    if (tls == null) {
      ((DuplexChannel) channel).shutdownOutput();
    } else {
      // TLS would close if it could not answer what it reads from now on.
      pipeline.addFirst(new Discard());
      tls.closeOutbound().addListener(said -> ((DuplexChannel) channel).shutdownOutput());
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
  private void broken() {
    if (open && !inputOver && input.outlives()) {
      release();
      connection.ended();
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

  private void endSocket() {
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
    if (!open || !inbound.isReady()) {
      return;
    }
    if (!inputOver) {
      input.on();
    } else if (!finishing || closeLeft) {
      endSocket();
    }
  }

  // What the socket brings.

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    release();
    if (!connection.isKept()) {
      inbound.release();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      if (input.isEnding()) {
        connection.ended();
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
    if (!open && inbound.isHolding()) {
      input.off();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    // First everybody else, or our queue would fill the socket again before Vert.x had its turn.
    ctx.fireChannelWritabilityChanged();
    if (channel.isWritable()) {
      byte[] payload = unanswered;
      if (payload != null) {
        unanswered = null;
        writeControl(Frames.PONG, payload);
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
    } else if (!connection.keep(Math.toIntExact(heldBytes()))) {
      connection.cut();
      gone();
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

  // What Vert.x wants.

  /** Passes the answer to the upgrade; later Vert.x has nothing to say but empty buffers. */
  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    boolean empty = message instanceof ByteBuf bytes && !bytes.isReadable();
    if (empty || !open) {
      ctx.write(message, promise);
    } else {
      ReferenceCountUtil.release(message);
      promise.trySuccess();
    }
  }

  /**
   * Vert.x ends what it takes for an idle HTTP connection: at the end of a shutdown, whose grace it
   * gives, or because the request said {@code Connection: close}, which an upgrade overrules.
   */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (open) {
      connection.close(CloseCode.GOING_AWAY);
    }
    channel.closeFuture().addListener(closed -> promise.trySuccess());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent
        // The end of TLS is the end of TCP, though its FIN may be long in coming.
        || event instanceof ChannelInputShutdownEvent
        || event instanceof ChannelInputShutdownReadComplete) {
      inputOver();
      handled();
    } else if (open) {
      // A shutdown begins: connections are left alone until it ends, or until they are closed.
      ReferenceCountUtil.release(event);
    } else {
      ctx.fireUserEventTriggered(event);
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
    if (connection.hasEnded()) {
      // It would be answered by a reset.
      return;
    }
    if (isWritable()) {
      writeControl(Frames.PONG, payload);
      connection.flushLater();
    } else {
      unanswered = payload;
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
  public void violated(CloseCode code, String reason) {
    connection.violated(code, reason);
  }

  private void inputOver() {
    inputOver = true;
    connection.ended();
  }

  private void writeControl(int opcode, byte[] payload) {
    if (!closeWritten) {
      ByteBuf frame = channel.alloc().directBuffer(2 + payload.length);
      Frames.appendControl(frame, opcode, payload);
      output().write(frame);
    }
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
