package io.wsgateway.transport;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose request header is not complete in time. The time of the first header
 * runs from the accept, that of the others from their first byte. Also closes a connection that is
 * idle for too long after its last response. The upgrade removes this handler.
 */
final class HeaderTimeout extends ChannelDuplexHandler {
  private final int headerSeconds;
  private final int idleSeconds;
  private final Runnable late;
  private final FirstByte firstByte = new FirstByte();
  private int unanswered;
  private boolean between;
  private @Nullable Future<?> timer;

  /**
   * Makes a handler; it runs {@code late} when a header is not complete in time, but not when it
   * closes an idle connection.
   */
  HeaderTimeout(int headerSeconds, int idleSeconds, Runnable late) {
    this.headerSeconds = headerSeconds;
    this.idleSeconds = idleSeconds;
    this.late = late;
  }

  /** Returns a handler to put before the decoder, where an incomplete request is visible. */
  ChannelInboundHandlerAdapter firstByte() {
    return firstByte;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    expectHeader(ctx);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    disarm();
    if (ctx.pipeline().context(firstByte) != null) {
      ctx.pipeline().remove(firstByte);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    disarm();
    ctx.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest) {
      unanswered++;
      between = false;
      disarm();
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    ChannelFuture unused = ctx.write(message, promise);
    if (isUpgrade(message)) {
      ctx.pipeline().remove(this);
    } else if (ResponseEnd.is(message) && --unanswered <= 0) {
      between = true;
      arm(ctx, idleSeconds, () -> {});
    }
  }

  private void expectHeader(ChannelHandlerContext ctx) {
    arm(ctx, headerSeconds, late);
  }

  private void arm(ChannelHandlerContext ctx, int seconds, Runnable then) {
    disarm();
    timer =
        ctx.executor()
            .schedule(
                () -> {
                  then.run();
                  ChannelFuture unused = ctx.close();
                },
                seconds,
                TimeUnit.SECONDS);
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

  private final class FirstByte extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
      if (between) {
        between = false;
        expectHeader(ctx.pipeline().context(HeaderTimeout.this));
      }
      ctx.fireChannelRead(bytes);
    }
  }
}
