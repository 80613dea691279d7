package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Passes bodies on to Vert.x in heap memory, which needs no release. While a request is paused, or
 * waits for the response to an earlier one, Vert.x queues what was read, and forgets it without
 * releasing it when the connection ends. Pooled memory would be lost with each such connection.
 *
 * <p>The chunks of one read are joined, so that small ones do not queue as many objects. Vert.x
 * would copy each body to the heap anyway; it takes buffers of {@link Unpooled} as they are.
 * Belongs to the connection's event loop.
 */
final class RequestBodies extends ChannelInboundHandlerAdapter {
  private static final int JOINED_BYTES = 8 * 1024;

  /** What was read of a body and not passed on. */
  private @Nullable ByteBuf joined;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpContent content
        && !(message instanceof LastHttpContent)
        && content.decoderResult().isSuccess()) {
      join(ctx, content);
    } else {
      pass(ctx);
      ctx.fireChannelRead(message instanceof LastHttpContent last ? onHeap(last) : message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    pass(ctx);
    ctx.fireChannelReadComplete();
  }

  private void join(ChannelHandlerContext ctx, HttpContent content) {
    if (joined != null
        && joined.readableBytes() + content.content().readableBytes() > JOINED_BYTES) {
      pass(ctx);
    }
    try {
      if (joined == null) {
        joined = Unpooled.buffer(content.content().readableBytes());
      }
      joined.writeBytes(content.content());
    } finally {
      content.release();
    }
  }

  private void pass(ChannelHandlerContext ctx) {
    if (joined != null) {
      ByteBuf bytes = joined;
      joined = null;
      ctx.fireChannelRead(new DefaultHttpContent(bytes));
    }
  }

  /** Returns the end of a body, the bytes that came with it on the heap. */
  private static LastHttpContent onHeap(LastHttpContent last) {
    if (!last.content().isReadable() || last.decoderResult().isFailure()) {
      return last;
    }
    try {
      return last.replace(Unpooled.copiedBuffer(last.content()));
    } finally {
      last.release();
    }
  }
}
