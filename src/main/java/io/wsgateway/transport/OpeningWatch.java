package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Looks at the first bytes of a connection that should speak HTTP in the clear, and leaves. What it
 * saw is told with the request that cannot be decoded; TLS, which need not become one, ends here.
 */
final class OpeningWatch extends ChannelInboundHandlerAdapter {
  private final Runnable tls;
  private final byte[] start = new byte[Opening.BYTES];
  private int length;

  /** Runs {@code tls} when it closes a connection of that kind. */
  OpeningWatch(Runnable tls) {
    this.tls = tls;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      int more = Math.min(start.length - length, bytes.readableBytes());
      bytes.getBytes(bytes.readerIndex(), start, length, more);
      length += more;
      Opening opening = Opening.of(start, length);
      if (opening == Opening.TLS) {
        ReferenceCountUtil.release(message);
        leave(ctx, opening);
        tls.run();
        ChannelFuture unused = ctx.close();
        return;
      }
      if (length == start.length || opening == Opening.PROXY_HEADER) {
        leave(ctx, opening);
      }
    }
    ctx.fireChannelRead(message);
  }

  private void leave(ChannelHandlerContext ctx, Opening opening) {
    if (opening == Opening.PROXY_HEADER) {
      // Of others nobody asks, and an attribute costs each connection memory.
      ctx.channel().attr(Opening.KEY).set(opening);
    }
    ctx.pipeline().remove(this);
  }
}
