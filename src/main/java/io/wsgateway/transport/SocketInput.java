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
 * The reading side of a socket, on or off. When it is off and the peer ends its side, what came
 * before stays in the kernel, and is read from there when it is on again. Netty's native transport
 * alone would read all of it at once: megabytes that no limit of the client holds back.
 */
// A socket that cannot be shut down any more is over anyway.
@SuppressWarnings("FutureReturnValueIgnored")
final class SocketInput {
  /** States of Linux's {@code tcp_states.h}: all that the peer sent has arrived. */
  private static final int CLOSE = 7;

  private static final int CLOSE_WAIT = 8;

  private static final int PIECE_BYTES = 32 * 1024;

  private final Channel channel;
  private boolean on;

  /** Read here, not by Netty any more: the peer has ended its side. */
  private @Nullable EpollSocketChannel ending;

  private boolean due;

  SocketInput(Channel channel) {
    this.channel = channel;
    // Else Netty closes at the end of what it reads, though it was not handled yet.
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
   * Bytes came: if it is off, looks why.
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
   * The socket failed: reads what came before that, if there is a way to.
   *
   * @return whether its end is still to come
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

  /** Stops Netty's loop that reads to the end, once and for all. */
  private void takeOver(EpollSocketChannel socket) {
    ending = socket;
    // The kernel knows already, and what it holds can still be read.
    socket.shutdownInput();
    socket.config().setAllowHalfClosure(false);
    // Netty no longer waits for this socket, and would fail to do so again.
    channel.pipeline().addFirst(new NoReads());
  }

  private void later() {
    if (!due) {
      due = true;
      // Other sockets are read in between.
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
      // Also when TLS had nothing whole to pass on.
      later();
    }
  }

  private static final class NoReads extends ChannelOutboundHandlerAdapter {
    @Override
    public void read(ChannelHandlerContext ctx) {
      // What there is comes by itself.
    }
  }
}
