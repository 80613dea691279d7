package io.wsgateway.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose next request header is not complete in time: the first one after the
 * accept, and each further one after the response before it. It leaves with the upgrade.
 */
final class HeaderTimeout extends ChannelDuplexHandler {
  private final int seconds;
  private final Runnable late;
  private boolean requested;
  private int unanswered;
  private @Nullable Future<?> timer;

  /** Tells {@code late} when the first header does not come; a kept connection may just end. */
  HeaderTimeout(int seconds, Runnable late) {
    this.seconds = seconds;
    this.late = late;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    arm(ctx);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    disarm();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    disarm();
    ctx.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest) {
      requested = true;
      unanswered++;
      disarm();
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    var unused = ctx.write(message, promise);
    if (isUpgrade(message)) {
      ctx.pipeline().remove(this);
    } else if (message instanceof LastHttpContent && !isInterim(message) && --unanswered <= 0) {
      arm(ctx);
    }
  }

  private void arm(ChannelHandlerContext ctx) {
    disarm();
    timer = ctx.executor().schedule(() -> close(ctx), seconds, TimeUnit.SECONDS);
  }

  private void close(ChannelHandlerContext ctx) {
    if (!requested) {
      late.run();
    }
    var unused = ctx.close();
  }

  private void disarm() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private static boolean isUpgrade(Object message) {
    return message instanceof HttpResponse response
        && response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
  }

  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }
}
