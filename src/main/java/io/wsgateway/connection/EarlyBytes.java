package io.wsgateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequestDecoder;

/**
 * Stands in for the HTTP decoder while the upgrade is answered, and keeps what the client sent
 * behind its request: Netty would decode it before anybody listens, and it would be lost. It is an
 * HTTP decoder because the handshaker looks for one to replace.
 */
final class EarlyBytes extends HttpRequestDecoder {
  private final ByteBufQueue bytes = new ByteBufQueue();

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf early) {
      bytes.add(early);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  /** What came so far; whoever empties it owns the buffers. */
  ByteBufQueue bytes() {
    return bytes;
  }
}
