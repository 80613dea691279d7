package io.wsgateway.transport;

import io.netty.channel.ChannelConfig;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.epoll.EpollSocketChannelConfig;

/** What makes one socket bearable for the thousands of others of its event loop. */
final class SharedSocket {
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

  private SharedSocket() {}

  static void set(ChannelConfig config) {
    // Else a write that fails closes, and what was not read yet is lost.
    config.setAutoClose(false);
    if (config instanceof EpollSocketChannelConfig socket) {
      socket.setTcpNotSentLowAt(UNSENT_BYTES);
    }
    if (config.getRecvByteBufAllocator() instanceof MaxMessagesRecvByteBufAllocator reads) {
      reads.maxMessagesPerRead(READS);
    }
  }
}
