package io.wsgateway.transport;

import io.netty.channel.ChannelConfig;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.epoll.EpollSocketChannelConfig;

/** Sets the options that keep one socket from harming the thousands of others on its event loop. */
final class SharedSocket {
  /**
   * The bytes that the kernel may buffer beyond the peer's window. Otherwise the buffer could grow
   * to 2.6 MB for each client that does not read. That counts as memory of the container, and no
   * slow-consumer policy could drop it.
   */
  private static final long UNSENT_BYTES = 128 * 1024;

  /**
   * How many buffers of up to 64 KB are read before the event loop handles its other sockets. With
   * Netty's 16, a thousand busy senders take a second, in which no probe is answered; and a
   * megabyte of a body is read before reading stops, though its request waits.
   */
  private static final int READS = 1;

  private SharedSocket() {}

  static void set(ChannelConfig config) {
    // Otherwise a failed write would close the socket, and unread input would be lost.
    config.setAutoClose(false);
    if (config instanceof EpollSocketChannelConfig socket) {
      socket.setTcpNotSentLowAt(UNSENT_BYTES);
    }
    limitReads(config);
  }

  /** Limits what is read at once. */
  static void limitReads(ChannelConfig config) {
    if (config.getRecvByteBufAllocator() instanceof MaxMessagesRecvByteBufAllocator reads) {
      reads.maxMessagesPerRead(READS);
    }
  }
}
