package io.wsgateway.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.Set;

/**
 * Ends a connection's requests where Vert.x goes on with what was pipelined: behind a response that
 * closes the connection nothing is a request (RFC 9112 section 9.6), and who sends requests without
 * reading the responses gets those that are on their way, and no more. It leaves with the upgrade.
 */
final class RequestGuard extends ChannelDuplexHandler {
  private static final Set<HttpVersion> SPOKEN = Set.of(HttpVersion.HTTP_1_0, HttpVersion.HTTP_1_1);

  private final Runnable cut;

  /** The request at hand is the last one. */
  private boolean last;

  /** What comes is behind the last request. */
  private boolean over;

  /** Tells {@code cut} when it ends a connection whose responses are not read. */
  RequestGuard(Runnable cut) {
    this.cut = cut;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest && !over) {
      over = last || isUnread(ctx);
    }
    if (over) {
      ReferenceCountUtil.release(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response && !SPOKEN.contains(response.protocolVersion())) {
      // Vert.x answers in the version that the client made up.
      response.setProtocolVersion(HttpVersion.HTTP_1_1);
    }
    ChannelFuture unused = ctx.write(message, promise);
    if (!(message instanceof HttpResponse response)) {
      return;
    }
    if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      ctx.pipeline().remove(this);
    } else if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
      last |= !HttpUtil.isKeepAlive(response);
    }
  }

  /** Whether responses wait that the socket does not take; the connection then ends behind them. */
  private boolean isUnread(ChannelHandlerContext ctx) {
    if (!ctx.channel().isWritable()) {
      // While bytes are read, Vert.x flushes at their end only.
      ctx.flush();
    }
    if (ctx.channel().isWritable()) {
      return false;
    }
    cut.run();
    ChannelFuture unused =
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    return true;
  }
}
