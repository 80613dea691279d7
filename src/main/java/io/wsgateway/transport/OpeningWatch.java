package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Inspects the first bytes of a connection that should carry plain HTTP, then removes itself. The
 * result is reported with the undecodable request. TLS, which may never become a request, is closed
 * here.
 */
final class OpeningWatch extends ChannelInboundHandlerAdapter {
  private final Runnable tls;
  private final byte[] start = new byte[Opening.BYTES];
  private int length;

  /** Makes a handler that runs {@code tls} when it closes a TLS connection. */
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
      // Nothing asks about the others, and an attribute costs each connection memory.
      ctx.channel().attr(Opening.KEY).set(opening);
    }
    ctx.pipeline().remove(this);
  }
}
