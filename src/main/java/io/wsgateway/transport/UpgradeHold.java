package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.vertx.core.http.HttpConnection;

/**
 * Holds a connection while its upgrade is being checked. It replaces the HTTP decoder, so that
 * nothing the client sends from now on is parsed as another request. Bytes that came with the
 * handshake, and the first read after it, are kept here; the rest stays in the kernel until the
 * upgrade. Belongs to the connection's event loop.
 */
public final class UpgradeHold extends ChannelInboundHandlerAdapter {
  /**
   * More than one read returns, with TLS and the bytes that came with the handshake. Only for a
   * client that has ended its side everything is read at once, and that client has disconnected.
   */
  private static final int MAX_BYTES = 256 * 1024;

  private final Runnable gone;
  private final ByteBufQueue kept = new ByteBufQueue();
  private int keptBytes;
  private boolean over;

  private UpgradeHold(Runnable gone) {
    this.gone = gone;
  }

  /**
   * Holds the connection of an upgrade; call it in the tick in which the request arrived.
   *
   * @param gone runs when the client disconnects before the upgrade is answered
   */
  public static UpgradeHold on(HttpConnection connection, Runnable gone) {
    UpgradeHold hold = new UpgradeHold(gone);
    TcpConnection.channelOf(connection)
        .pipeline()
        .replace(WebSocketUpgrade.DECODER, WebSocketUpgrade.DECODER, hold);
    return hold;
  }

  /** Drops what the client sent after an upgrade that was refused; the connection is closed. */
  public void drop() {
    release();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      // The end of the request.
      ctx.fireChannelRead(message);
    } else if (over) {
      bytes.release();
    } else {
      kept.add(bytes);
      keptBytes += bytes.readableBytes();
      if (keptBytes > MAX_BYTES) {
        end(ctx);
      } else {
        ctx.channel().config().setAutoRead(false);
      }
    }
  }

  /** A client that ends its side before the response does not want it any more. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    boolean ended =
        event instanceof ChannelInputShutdownEvent
            || event instanceof ChannelInputShutdownReadComplete
            || event instanceof SslCloseCompletionEvent;
    if (ended && !over) {
      end(ctx);
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    release();
    ctx.fireChannelInactive();
    gone.run();
  }

  /** Passes held input to the handler that replaces this one after the upgrade was accepted. */
  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    boolean any = false;
    for (ByteBuf next = kept.poll(); next != null; next = kept.poll()) {
      any = true;
      ctx.fireChannelRead(next);
    }
    if (any) {
      ctx.fireChannelReadComplete();
    }
  }

  private void end(ChannelHandlerContext ctx) {
    release();
    ChannelFuture unused = ctx.close();
  }

  private void release() {
    over = true;
    kept.release();
  }
}
