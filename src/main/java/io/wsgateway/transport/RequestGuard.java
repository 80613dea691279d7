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
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection's requests in cases where Vert.x would continue with pipelined ones. Bytes
 * after a response that closes the connection are not a request (RFC 9112 section 9.6). A client
 * that sends requests without reading the responses gets those in flight and nothing more, and so
 * does one that sends too many before the first is answered: one read brings thousands, and each
 * waits as an object that is much larger than its bytes. The upgrade removes this handler.
 */
final class RequestGuard extends ChannelDuplexHandler {
  private static final Set<HttpVersion> SPOKEN = Set.of(HttpVersion.HTTP_1_0, HttpVersion.HTTP_1_1);

  /** How many requests may wait for their responses; browsers and proxies send one at a time. */
  static final int MAX_UNANSWERED = 128;

  private final Runnable cut;

  private int unanswered;

  /** Whether the current request is the last one. */
  private boolean last;

  /** Whether input now follows the last request. */
  private boolean over;

  /** Whether too many requests came, and the connection ends after the last response. */
  private boolean full;

  /** Whether the connection ends because responses are not read. */
  private boolean unread;

  private @Nullable ChannelHandlerContext context;

  /**
   * Makes a handler that runs {@code cut} when it ends a connection whose responses are not read or
   * not waited for.
   */
  RequestGuard(Runnable cut) {
    this.cut = cut;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /** Ends the connection if responses are queued; returns whether it has ended. */
  boolean endsUnread() {
    if (context != null && (!over || full) && !unread) {
      over |= isUnread(context);
    }
    return unread;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest && !over) {
      full = unanswered >= MAX_UNANSWERED;
      over = last || full || isUnread(ctx);
      if (full) {
        cut.run();
      }
      if (!over) {
        unanswered++;
      }
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
      // Vert.x would answer with any version that the client sent.
      response.setProtocolVersion(HttpVersion.HTTP_1_1);
    }
    ChannelPromise sent = promise;
    if (ResponseEnd.is(message) && --unanswered <= 0 && full) {
      sent = promise.unvoid();
      sent.addListener(ChannelFutureListener.CLOSE);
    }
    ChannelFuture unused = ctx.write(message, sent);
    if (!(message instanceof HttpResponse response)) {
      return;
    }
    if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      ctx.pipeline().remove(this);
    } else if (!ResponseEnd.isInterim(message)) {
      last |= !HttpUtil.isKeepAlive(response);
    }
  }

  /**
   * Returns whether responses are queued that the socket does not accept; the connection then ends
   * after them.
   */
  private boolean isUnread(ChannelHandlerContext ctx) {
    if (!ctx.channel().isWritable()) {
      // During a read, Vert.x flushes only at its end.
      ctx.flush();
    }
    if (ctx.channel().isWritable()) {
      return false;
    }
    unread = true;
    if (!full) {
      cut.run();
    }
    ChannelFuture unused =
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    return true;
  }
}
