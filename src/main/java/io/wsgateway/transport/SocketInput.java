package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Switches reading from a socket on and off. If the peer ends its side while reading is off,
 * earlier input stays in the kernel and is read from there once reading is on again. Netty's native
 * transport alone would read all of it at once: megabytes, regardless of the client's limits.
 */
// A socket that can no longer be shut down has ended anyway.
@SuppressWarnings("FutureReturnValueIgnored")
final class SocketInput {
  /** States of Linux's {@code tcp_states.h} in which everything that the peer sent has arrived. */
  private static final int CLOSE = 7;

  private static final int CLOSE_WAIT = 8;

  private static final int PIECE_BYTES = 32 * 1024;

  private final Channel channel;
  private boolean on;

  /** Set after the peer has ended its side; then this class reads the socket instead of Netty. */
  private @Nullable EpollSocketChannel ending;

  private boolean due;

  SocketInput(Channel channel) {
    this.channel = channel;
    // Otherwise Netty would close at the end of the input, before it is handled.
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
  }

  void on() {
    on = true;
    if (ending != null) {
      later();
    } else if (!channel.config().isAutoRead()) {
      channel.config().setAutoRead(true);
    }
  }

  void off() {
    on = false;
    channel.config().setAutoRead(false);
  }

  /**
   * Checks, when bytes arrived while reading is off, whether the peer's end is the reason.
   *
   * @return whether the peer has ended its side
   */
  boolean isEnding() {
    if (!on && ending == null) {
      takeOverIfOver();
    }
    return ending != null;
  }

  /**
   * Handles a failed socket: keeps reading earlier input from the kernel, if that is possible.
   *
   * @return whether the end of the input is still to come
   */
  boolean outlives() {
    if (ending != null || !takeOverIfOver()) {
      return false;
    }
    if (on) {
      later();
    }
    return true;
  }

  private boolean takeOverIfOver() {
    if (channel instanceof EpollSocketChannel socket && socket.isOpen()) {
      int state = socket.tcpInfo().state();
      if (state == CLOSE_WAIT || state == CLOSE) {
        takeOver(socket);
        return true;
      }
    }
    return false;
  }

  /** Stops Netty's read loop for good. */
  private void takeOver(EpollSocketChannel socket) {
    ending = socket;
    // This sends nothing, and what the kernel holds can still be read.
    socket.shutdownInput();
    socket.config().setAllowHalfClosure(false);
    // Netty no longer polls this socket; registering it again would fail.
    channel.pipeline().addFirst(new NoReads());
  }

  private void later() {
    if (!due) {
      due = true;
      // Yields, so that other sockets are read in between.
      LoopYield.on(channel.eventLoop()).execute(this::piece);
    }
  }

  private void piece() {
    due = false;
    EpollSocketChannel socket = ending;
    if (socket == null || !on || !socket.isOpen()) {
      return;
    }
    ByteBuf bytes = channel.alloc().directBuffer(PIECE_BYTES);
    int count = 0;
    try {
      count = socket.fd().read(bytes.nioBuffer(0, PIECE_BYTES), 0, PIECE_BYTES);
    } catch (IOException e) {
      channel.pipeline().fireExceptionCaught(e);
      return;
    } finally {
      if (count <= 0) {
        bytes.release();
      }
    }
    if (count <= 0) {
      channel.pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
      return;
    }
    channel.pipeline().fireChannelRead(bytes.writerIndex(count)).fireChannelReadComplete();
    if (on) {
      // Also if TLS had no complete record to pass on.
      later();
    }
  }

  private static final class NoReads extends ChannelOutboundHandlerAdapter {
    @Override
    public void read(ChannelHandlerContext ctx) {
      // piece() delivers the rest of the input.
    }
  }
}
