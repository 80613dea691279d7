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
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who ends its side of TCP behind a whole request still gets the response, and then the end; it has
 * some seconds to take it. It leaves with the upgrade.
 */
// What a write or a close comes to, the other handlers hear.
@SuppressWarnings("FutureReturnValueIgnored")
final class LastResponse extends ChannelDuplexHandler {
  private final int seconds;
  private int unanswered;

  /** A request has begun and its body is not whole. */
  private boolean midway;

  private boolean ended;
  private @Nullable Future<?> timer;

  LastResponse(int seconds) {
    this.seconds = seconds;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    // Else Netty closes, whatever is on its way.
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
    boolean last = message instanceof LastHttpContent && !isInterim(message) && --unanswered <= 0;
    ChannelPromise sent = last ? promise.unvoid() : promise;
    if (last && ended) {
      sent.addListener(ChannelFutureListener.CLOSE);
    }
    ctx.write(message, sent);
  }

  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }
}
