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
 * Stands between a socket and Vert.x, which has an HTTP connection there that it takes for idle:
 * once it is {@linkplain #detach detached}, nothing that Vert.x wants reaches the socket.
 */
// What a write or a close comes to, the pipe hears.
@SuppressWarnings("FutureReturnValueIgnored")
abstract class UpgradedHandler extends ChannelDuplexHandler {
  private boolean detached;

  /** The server ends, and wants this connection to end. */
  abstract void serverEnds();

  /** The peer has ended its side. */
  abstract void inputEnds();

  /** From now on Vert.x is answered here: its response has left. */
  void detach() {
    detached = true;
  }

  boolean isDetached() {
    return detached;
  }

  /** Passes the answer to the upgrade; later Vert.x has nothing to say but empty buffers. */
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
   * Vert.x ends what it takes for an idle HTTP connection: at the end of a shutdown, whose grace it
   * gives, or because the request said {@code Connection: close}, which an upgrade overrules.
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
        // The end of TLS is the end of TCP, though its FIN may be long in coming.
        || event instanceof ChannelInputShutdownEvent
        || event instanceof ChannelInputShutdownReadComplete) {
      inputEnds();
    } else if (detached) {
      // A shutdown begins: connections are left alone until it ends, or until they are closed.
      ReferenceCountUtil.release(event);
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }
}
