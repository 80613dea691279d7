package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.MessageBatch;
import io.wsgateway.connection.Transport;
import io.wsgateway.connection.TransportListener;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries a stream of server-sent events on a channel's pipeline, directly above the socket or TLS,
 * where {@link EventStreams} inserts it. The body of the response has no length and ends with TCP,
 * so that the bytes are the same for every stream.
 *
 * <p>The client sends nothing after its request. What arrives is dropped, and too much of it ends
 * TCP. That the client lives is seen when its kernel acknowledges what was written.
 */
// exceptionCaught handles failed writes, through the void promise; a failed close changes nothing.
@SuppressWarnings("FutureReturnValueIgnored")
final class EventPipe extends UpgradedHandler implements Transport, PipeEnd.Socket {
  /** What the client may send after its request before TCP ends. */
  private static final int MAX_INPUT_BYTES = 64 * 1024;

  private final Channel channel;
  private final ChannelPipeline pipeline;
  private final TransportListener connection;

  /** The outbound path, once the head of the response has been written. */
  private @Nullable PipeOutput output;

  /** The outbound end; null before the last event is written. */
  private @Nullable PipeEnd end;

  private boolean inputOver;
  private int received;
  private long pingedAt = System.nanoTime();

  EventPipe(Channel channel, TransportListener connection) {
    this.channel = channel;
    this.pipeline = channel.pipeline();
    this.connection = connection;
  }

  /** Opens the connection after the head of the response has been written. */
  void open() {
    detach();
    output = new PipeOutput(pipeline.context(this));
    SharedSocket.set(channel.config());
    // A client that gets nothing at once has a proxy before it that holds responses back.
    output().writeOwn(Unpooled.wrappedBuffer(EventFraming.comment()));
    connection.opened(this);
    flush();
    if (inputOver) {
      endSocket();
    } else {
      channel.config().setAutoRead(true);
    }
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
    return output == null ? 0 : output.stalledBytes();
  }

  @Override
  public void discard() {}

  @Override
  public int write(MessageBatch batch) {
    return end == null ? output().write(EventFraming.events(batch, channel.alloc())) : 0;
  }

  @Override
  public void flush() {
    try {
      output().flush();
    } catch (IOException e) {
      broken();
    }
  }

  /** Writes a comment, and checks that the client's kernel has acknowledged what came before. */
  @Override
  public void ping() {
    long now = System.nanoTime();
    if (isAcknowledged(TimeUnit.NANOSECONDS.toMillis(now - pingedAt))) {
      connection.read(false);
    }
    pingedAt = now;
    if (end == null) {
      output().writeOwn(Unpooled.wrappedBuffer(EventFraming.comment()));
    }
    flush();
  }

  /** Returns whether the client has acknowledged everything, or anything within this time. */
  private boolean isAcknowledged(long millis) {
    if (!(channel instanceof EpollSocketChannel socket)) {
      return true; // the system ends TCP when it gives up
    }
    if (!socket.isOpen()) {
      return false;
    }
    EpollTcpInfo tcp = socket.tcpInfo();
    return tcp.unacked() == 0 || tcp.lastAckRecv() <= millis;
  }

  @Override
  public void close(int code, String reason) {
    if (end != null) {
      return;
    }
    PipeEnd last = new PipeEnd(this, connection, channel);
    end = last;
    last.write(
        output(),
        code == CloseEvent.NO_CODE
            ? Unpooled.EMPTY_BUFFER
            : EventFraming.end(channel.alloc(), code, reason));
    // The client has nothing to answer.
    last.finish();
  }

  @Override
  public void finish() {}

  @Override
  public void abort() {
    if (channel.isOpen()) {
      cut();
    } else {
      connection.gone();
    }
  }

  @Override
  public void broken() {
    cut();
  }

  private void cut() {
    release();
    if (channel.isOpen()) {
      // A reset frees what the kernel still buffers for a peer that does not read.
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      pipeline.firstContext().close();
    }
  }

  @Override
  public void endSocket() {
    if (channel.isOpen()) {
      pipeline.context(this).close();
    } else {
      connection.gone();
    }
  }

  @Override
  public boolean isInputOver() {
    return inputOver;
  }

  @Override
  public void read(boolean on) {}

  // Events from the socket.

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    release();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      received += bytes.readableBytes();
      bytes.release();
      if (received > MAX_INPUT_BYTES) {
        cut();
      }
    } else {
      // The end of the request.
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    // Notify the other handlers first; otherwise our queue would fill the socket again before
    // Vert.x could write.
    ctx.fireChannelWritabilityChanged();
    if (channel.isWritable()) {
      connection.read(false);
      connection.writable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    release();
    connection.gone();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // Netty's decoder wraps the exceptions that TLS throws for broken records.
    if (!(cause instanceof IOException || cause.getCause() instanceof IOException)) {
      connection.fault(cause);
    }
    cut();
  }

  @Override
  void serverEnds() {
    connection.serverEnds();
  }

  /** A client that ends its side has ended the stream: it could have sent nothing else. */
  @Override
  void inputEnds() {
    if (inputOver) {
      return;
    }
    inputOver = true;
    if (output == null) {
      connection.ended();
    } else if (end == null) {
      connection.peerClosed(CloseEvent.NO_CODE, "");
    } else {
      connection.ended();
    }
    if (output != null) {
      endSocket();
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
