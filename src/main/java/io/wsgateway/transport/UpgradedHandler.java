package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;

/**
 * Separates a socket from Vert.x, which still has an HTTP connection there that it considers idle.
 * Once this handler is {@linkplain #detach detached}, no operation of Vert.x reaches the socket.
 */
// The pipe is notified when a write or a close fails.
@SuppressWarnings("FutureReturnValueIgnored")
abstract class UpgradedHandler extends ChannelDuplexHandler {
  private boolean detached;

  /** The server is shutting down and wants this connection to end. */
  abstract void serverEnds();

  /** The peer has ended its side. */
  abstract void inputEnds();

  /** Answers Vert.x's operations here from now on; its response has been written. */
  void detach() {
    detached = true;
  }

  boolean isDetached() {
    return detached;
  }

  /** Passes the response to the upgrade; after that Vert.x writes only empty buffers. */
  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    boolean empty = message instanceof ByteBuf bytes && !bytes.isReadable();
    if (empty || !detached) {
      ctx.write(message, promise);
    } else {
      ReferenceCountUtil.release(message);
      promise.trySuccess();
    }
  }

  /**
   * Handles Vert.x closing what it considers an idle HTTP connection: after the grace period of a
   * shutdown, or because the request had {@code Connection: close}, which an upgrade overrides.
   */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (detached) {
      serverEnds();
    }
    ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent
        // The end of TLS counts as the end of TCP, although the FIN may arrive much later.
        || event instanceof ChannelInputShutdownEvent
        || event instanceof ChannelInputShutdownReadComplete) {
      inputEnds();
    } else if (detached) {
      // A shutdown begins: connections stay until it ends, or until they are closed.
      ReferenceCountUtil.release(event);
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }
}
