package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.wsgateway.connection.TransportListener;

/**
 * The end of what a pipe says: its close frame, and the end of our half of TCP behind it, if the
 * peer's close frame is not waited for.
 */
// What a close comes to, the pipe hears.
@SuppressWarnings("FutureReturnValueIgnored")
final class PipeEnd {
  private final NettyPipe pipe;
  private final TransportListener connection;
  private final Channel channel;

  /** The close frame has left, or never will. */
  private boolean left;

  private boolean finishing;

  PipeEnd(NettyPipe pipe, TransportListener connection, Channel channel) {
    this.pipe = pipe;
    this.connection = connection;
    this.channel = channel;
  }

  /** Writes and flushes the close frame. */
  void write(PipeOutput output, int code, String reason) {
    if (!channel.isOpen()) {
      left = true;
      return;
    }
    ByteBuf frame = channel.alloc().directBuffer(2 + Frames.CONTROL_BYTES);
    Frames.appendClose(frame, code, reason);
    output
        .writeAndFlush(frame)
        .addListener(
            (ChannelFutureListener)
                sent -> {
                  left = true;
                  if (finishing) {
                    endOutput();
                  } else if (!sent.isSuccess()) {
                    pipe.broken();
                  }
                });
  }

  /** Ends TCP as soon as the close frame has left. */
  void finish() {
    finishing = true;
    if (left) {
      endOutput();
    }
  }

  /** Whether TCP must not end before the close frame has left. */
  boolean isDue() {
    return finishing && !left;
  }

  /**
   * Ends our half of TLS and TCP, and waits for the peer's: closing with bytes unread would make
   * the kernel send a reset, which may take the close frame away from the peer.
   */
  private void endOutput() {
    connection.over();
    if (pipe.isInputOver()) {
      pipe.endSocket();
      return;
    }
    ChannelPipeline pipeline = channel.pipeline();
    SslHandler tls = pipeline.get(SslHandler.class);
    if (tls == null) {
      ((DuplexChannel) channel).shutdownOutput();
    } else {
      // TLS would close if it could not answer what it reads from now on.
      pipeline.addFirst(new Discard());
      tls.closeOutbound().addListener(said -> ((DuplexChannel) channel).shutdownOutput());
    }
  }
}
