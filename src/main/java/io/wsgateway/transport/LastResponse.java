package io.wsgateway.transport;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets a client that ends its side of TCP after a complete request still receive the response. Then
 * the connection is closed; the client has some seconds to read the response. The upgrade removes
 * this handler.
 */
// The other handlers are notified when a write or a close fails.
@SuppressWarnings("FutureReturnValueIgnored")
final class LastResponse extends ChannelDuplexHandler {
  private final int seconds;
  private int unanswered;

  /** Whether a request has begun and its body is incomplete. */
  private boolean midway;

  private boolean ended;
  private @Nullable Future<?> timer;

  LastResponse(int seconds) {
    this.seconds = seconds;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    // Otherwise Netty would close, whatever is in flight.
    ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest) {
      unanswered++;
      midway = true;
    }
    if (message instanceof LastHttpContent) {
      midway = false;
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent
        || event instanceof ChannelInputShutdownReadComplete) {
      if (!ended) {
        ended = true;
        end(ctx);
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  private void end(ChannelHandlerContext ctx) {
    if (unanswered <= 0 || midway) {
      ctx.close();
    } else {
      timer = ctx.executor().schedule((Runnable) ctx::close, seconds, TimeUnit.SECONDS);
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response
        && response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      ctx.write(message, promise);
      ctx.pipeline().remove(this);
      return;
    }
    boolean last = ResponseEnd.is(message) && --unanswered <= 0;
    ChannelPromise sent = last ? promise.unvoid() : promise;
    if (last && ended) {
      sent.addListener(ChannelFutureListener.CLOSE);
    }
    ctx.write(message, sent);
  }
}
