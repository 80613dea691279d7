package io.wsgateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.wsgateway.config.LimitsConfig;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipe on the channel's own pipeline: the only class that leans on internals of Vert.x and
 * Netty, with {@code NettyPipeContractIT} watching each of them.
 *
 * <p>Vert.x answers the upgrade and keeps its accounts; then this handler takes the place of its
 * frame decoder and encoder, right above the socket or TLS:
 *
 * <pre>socket - (ssl) - frames (this) - handler (Vert.x, sees no frame any more)</pre>
 *
 * <p>So what is written here passes no other handler, and what Vert.x writes passes {@link #write}:
 * nothing follows a close frame, whoever wanted to.
 */
// A write's failure comes to exceptionCaught, by the void promise; a close's changes nothing.
@SuppressWarnings("FutureReturnValueIgnored")
final class NettyPipe extends ChannelDuplexHandler implements FrameWriter, FrameDecoder.Sink {
  static final String NAME = "frames";

  private static final Logger LOG = LoggerFactory.getLogger(NettyPipe.class);
  private static final byte[] NO_PAYLOAD = {};

  private final Channel channel;
  private final ChannelPipeline pipeline;
  private final Connection connection;
  private final FrameDecoder decoder;

  /** Set when the handler is in the pipeline, before anything is read or written. */
  private @Nullable ChannelHandlerContext context;

  /** What came while reading was paused. */
  private @Nullable ByteBufQueue held;

  /** The payload of the last ping that came while the socket took nothing (RFC 6455 5.5.3). */
  private byte @Nullable [] unanswered;

  private boolean paused;
  private boolean closeWritten;
  private boolean closeLeft;
  private boolean finishing;

  private NettyPipe(Channel channel, Connection connection, LimitsConfig limits) {
    this.channel = channel;
    this.pipeline = channel.pipeline();
    this.connection = connection;
    this.decoder = new FrameDecoder(limits);
  }

  /** Answers with 101 and puts the pipe in place, in this tick. */
  static void upgrade(HttpServerRequest request, Connection connection, LimitsConfig limits) {
    Channel channel =
        ((HttpServerConnection) request.connection()).channelHandlerContext().channel();
    EarlyBytes early = new EarlyBytes();
    channel.pipeline().replace("httpDecoder", "httpDecoder", early);
    request
        .toWebSocket()
        .onSuccess(socket -> new NettyPipe(channel, connection, limits).install(early))
        .onFailure(
            failure -> {
              early.release();
              connection.gone();
            });
  }

  private void install(EarlyBytes early) {
    pipeline.replace("wsdecoder", NAME, this);
    pipeline.remove("wsencoder");
    if (pipeline.get(HttpResponseEncoder.class) == null) {
      open(early);
      return;
    }
    // The 101 waits for the socket. This follows it through the encoder, which then is gone.
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            sent -> {
              if (sent.isSuccess()) {
                open(early);
              } else {
                early.release();
              }
            });
  }

  private void open(EarlyBytes early) {
    if (pipeline.get(HttpResponseEncoder.class) != null) {
      throw new IllegalStateException("the HTTP encoder is still there: " + pipeline.names());
    }
    removeIfPresent("idle");
    removeIfPresent("chunkedWriter");
    connection.opened(this);
    ChannelHandlerContext ctx = context();
    for (ByteBuf next = early.poll(); next != null; next = early.poll()) {
      channelRead(ctx, next);
    }
  }

  private void removeIfPresent(String name) {
    ChannelHandler handler = pipeline.get(name);
    if (handler != null) {
      pipeline.remove(handler);
    }
  }

  // What the connection asks for.

  @Override
  public boolean isWritable() {
    return channel.isWritable() && !closeWritten;
  }

  @Override
  public void write(FrameBatch batch) {
    ChannelHandlerContext ctx = context();
    if (!closeWritten) {
      ctx.write(batch.retainedFrames(ctx.alloc()), ctx.voidPromise());
    }
  }

  @Override
  public void flush() {
    context().flush();
  }

  @Override
  public void ping() {
    writeControl(Frames.PING, NO_PAYLOAD);
    context().flush();
  }

  @Override
  public void close(int code, String reason) {
    if (closeWritten) {
      return;
    }
    closeWritten = true;
    ChannelHandlerContext ctx = context();
    ByteBuf frame = ctx.alloc().directBuffer(2 + Frames.CONTROL_BYTES);
    Frames.appendClose(frame, code, reason);
    ctx.writeAndFlush(frame)
        .addListener(
            (ChannelFutureListener)
                sent -> {
                  closeLeft = true;
                  if (finishing) {
                    endOutput();
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
   * Ends our half of TCP, and waits for the peer's: closing with bytes unread would make the kernel
   * send a reset, which may take the close frame away from the peer.
   */
  private void endOutput() {
    connection.over();
    if (channel instanceof DuplexChannel duplex && pipeline.get(SslHandler.class) == null) {
      duplex.shutdownOutput();
    } else {
      context().close();
    }
  }

  @Override
  public void abort() {
    if (channel.isOpen()) {
      // A reset frees what the kernel still holds for a peer that does not read.
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      pipeline.firstContext().close();
    }
  }

  @Override
  public void read(boolean on) {
    paused = !on;
    channel.config().setAutoRead(on);
    if (on) {
      decodeHeld();
    }
  }

  // What the socket brings.

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    releaseHeld();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      connection.bytes(bytes.readableBytes());
      if (paused || held != null) {
        held().add(bytes);
      } else {
        decode(bytes);
      }
    } else {
      ctx.fireChannelRead(message);
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
      }
      connection.writable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    releaseHeld();
    connection.gone();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.error("a connection failed", cause);
    }
    abort();
  }

  // What Vert.x writes.

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof WebSocketFrame) {
      // It has answers to give only when the server stops: it sees no frame of the client.
      boolean close = message instanceof CloseWebSocketFrame;
      ReferenceCountUtil.release(message);
      promise.trySuccess();
      if (close) {
        connection.close(CloseCode.GOING_AWAY);
      }
    } else {
      ctx.write(message, promise);
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

  @Override
  public boolean isPaused() {
    return paused;
  }

  private void decode(ByteBuf bytes) {
    boolean done = true;
    try {
      decoder.feed(bytes, this);
      done = !bytes.isReadable();
    } finally {
      if (done) {
        bytes.release();
      } else {
        held().addFirst(bytes);
      }
    }
    connection.read(decoder.isMidway());
  }

  private void decodeHeld() {
    while (held != null && !paused) {
      ByteBuf next = held.poll();
      if (next == null) {
        held = null;
      } else {
        decode(next);
      }
    }
  }

  private ByteBufQueue held() {
    if (held == null) {
      held = new ByteBufQueue();
    }
    return held;
  }

  private void releaseHeld() {
    if (held != null) {
      held.release();
      held = null;
    }
  }

  private void writeControl(int opcode, byte[] payload) {
    ChannelHandlerContext ctx = context();
    if (!closeWritten) {
      ByteBuf frame = ctx.alloc().directBuffer(2 + payload.length);
      Frames.appendControl(frame, opcode, payload);
      ctx.write(frame, ctx.voidPromise());
    }
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      throw new IllegalStateException("the pipe is not in a pipeline");
    }
    return ctx;
  }
}
