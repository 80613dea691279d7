package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.wsgateway.connection.TransportListener;

/**
 * Ends the outbound side of a connection: writes the close frame, and then ends our half of TCP
 * unless the peer's close frame is awaited.
 */
// The pipe is notified of a failed close.
@SuppressWarnings("FutureReturnValueIgnored")
final class PipeEnd {
  private final Socket pipe;
  private final TransportListener connection;
  private final Channel channel;

  /** Whether the close frame has been written, or never will be. */
  private boolean left;

  private boolean finishing;

  /** The socket whose outbound side ends. */
  interface Socket {
    /** Returns whether no more input will arrive. */
    boolean isInputOver();

    /** Ends TCP, with nothing left to send. */
    void endSocket();

    /** Handles a socket failure. */
    void broken();
  }

  PipeEnd(Socket pipe, TransportListener connection, Channel channel) {
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
    write(output, frame);
  }

  /** Writes and flushes the last bytes for the client, and takes over their reference. */
  void write(PipeOutput output, ByteBuf frame) {
    if (!channel.isOpen()) {
      frame.release();
      left = true;
      return;
    }
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

  /** Ends TCP as soon as the close frame has been written. */
  void finish() {
    finishing = true;
    if (left) {
      endOutput();
    }
  }

  /** Returns whether TCP must stay open until the close frame has been written. */
  boolean isDue() {
    return finishing && !left;
  }

  /**
   * Ends our half of TLS and TCP, and waits for the peer's. Closing with unread bytes would make
   * the kernel send a reset, and the peer might lose the close frame.
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
      // TLS would close if it could not answer what it reads after this.
      pipeline.addFirst(new Discard());
      tls.closeOutbound().addListener(said -> ((DuplexChannel) channel).shutdownOutput());
    }
  }
}
