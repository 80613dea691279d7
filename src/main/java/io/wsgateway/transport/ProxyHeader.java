package io.wsgateway.transport;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads and removes the PROXY protocol header of a connection, and keeps the client's address from
 * it. It replaces Vert.x's own handler, whose address is lost once metrics have read it (5.0.10,
 * {@code ConnectionBase}). A connection without a valid header in time is closed without a
 * response.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {
  static final AttributeKey<SocketAddress> CLIENT =
      AttributeKey.valueOf(ProxyHeader.class, "client");

  private final Runnable then;
  private final Runnable none;
  private final int seconds;
  private boolean refused;
  private @Nullable Future<?> timer;

  private ProxyHeader(int seconds, Runnable then, Runnable none) {
    this.seconds = seconds;
    this.then = then;
    this.none = none;
  }

  /**
   * Expects the header before anything else; call it before the connection's first read.
   *
   * @param next the name of the first handler for what follows the header; null for the first of
   *     the pipeline
   * @param then runs when the header was read, before what follows it
   * @param none runs when something else arrived
   */
  static void expect(
      ChannelPipeline pipeline, @Nullable String next, int seconds, Runnable then, Runnable none) {
    ProxyHeader header = new ProxyHeader(seconds, then, none);
    if (next == null) {
      pipeline.addFirst("proxyHeader", header);
    } else {
      pipeline.addBefore(next, "proxyHeader", header);
    }
    // The decoder removes itself once it has a header.
    pipeline.addBefore("proxyHeader", "proxyDecoder", new HAProxyMessageDecoder());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timer = ctx.executor().schedule(() -> close(ctx), seconds, TimeUnit.SECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /** Blocks all events until a header is accepted. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HAProxyMessage header && !refused) {
        take(ctx, header);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void take(ChannelHandlerContext ctx, HAProxyMessage header) {
    HAProxyProxiedProtocol protocol = header.proxiedProtocol();
    if (protocol.transportProtocol() == HAProxyProxiedProtocol.TransportProtocol.DGRAM) {
      refuse(ctx);
      return;
    }
    String source = header.sourceAddress();
    if (source != null && protocol != HAProxyProxiedProtocol.UNKNOWN) {
      ctx.channel()
          .attr(CLIENT)
          .set(
              protocol == HAProxyProxiedProtocol.UNIX_STREAM
                  ? SocketAddress.domainSocketAddress(source)
                  : SocketAddress.inetSocketAddress(header.sourcePort(), source));
    }
    then.run();
    ctx.pipeline().remove(this);
  }

  /** Handles an invalid header; the decoder has closed the connection. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException) {
      refuse(ctx);
    } else {
      close(ctx);
    }
  }

  private void refuse(ChannelHandlerContext ctx) {
    if (!refused) {
      refused = true;
      none.run();
    }
    close(ctx);
  }

  private static void close(ChannelHandlerContext ctx) {
    ChannelFuture unused = ctx.close();
  }
}
