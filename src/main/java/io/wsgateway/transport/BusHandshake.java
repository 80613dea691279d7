package io.wsgateway.transport;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.AttributeKey;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Adds TLS to a connection of the event bus when its channel is registered, and leaves when the
 * handshake is over. Vert.x does not know of it: a connection that this side opens is connected
 * when the handshake is over, and fails as the handshake does. A failed handshake closes the
 * connection. Belongs to the event loop of its channel.
 */
final class BusHandshake extends ChannelDuplexHandler {
  /** How long the handshake may take, in milliseconds; channels without it have no TLS. */
  static final AttributeKey<Long> MILLIS = AttributeKey.valueOf(BusHandshake.class, "millis");

  private final BusCertificates certificates;
  private final boolean opened;
  private @Nullable SslHandler tls;

  /**
   * Makes the handler of one connection.
   *
   * @param opened whether this side opens it
   */
  BusHandshake(BusCertificates certificates, boolean opened) {
    this.certificates = certificates;
    this.opened = opened;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    Long millis = ctx.channel().attr(MILLIS).get();
    if (millis == null) {
      ctx.pipeline().remove(this);
      return;
    }
    SslHandler added = certificates.handler(opened);
    added.setHandshakeTimeoutMillis(millis);
    tls = added;
    ctx.pipeline().addBefore(ctx.name(), null, added);
  }

  @Override
  public void connect(
      ChannelHandlerContext ctx,
      SocketAddress remote,
      SocketAddress local,
      ChannelPromise connected) {
    ChannelFuture tcp = ctx.connect(remote, local);
    tcp.addListener(
        done -> {
          if (!done.isSuccess()) {
            connected.tryFailure(done.cause());
          }
        });
    if (tls != null) {
      tls.handshakeFuture()
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  connected.trySuccess();
                } else {
                  connected.tryFailure(done.cause());
                }
              });
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
      ctx.pipeline().remove(this);
    }
    ctx.fireUserEventTriggered(event);
  }

  /** A failed handshake has been reported by the connection that was not made. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {}
}
