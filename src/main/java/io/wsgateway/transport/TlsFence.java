package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;

/**
 * Decides about each connection before its TLS handshake; Vert.x reports a connection only after
 * it. By then the client's address is known, also through the PROXY protocol. A second decision
 * follows when the first bytes of the handshake arrive, before any expensive work, so that a
 * connection without a handshake, such as a load balancer's health check, does not count. Rejected
 * connections are closed at once.
 */
public final class TlsFence {
  private final Predicate<TcpConnection> admits;
  private final BooleanSupplier admitsHandshake;
  private final Consumer<Opening> unexpected;
  private final Runnable noProxyHeader;
  private final int proxyHeaderSeconds;

  /**
   * Makes a fence, which asks on the connection's event loop; servers that share a port use the
   * first one's.
   *
   * @param unexpected receives what arrived instead of a handshake, {@link Opening#PLAIN} or {@link
   *     Opening#PROXY_HEADER}, and closes the connection
   * @param noProxyHeader runs when something else arrived where that header is required
   * @param proxyHeaderSeconds how long to wait for a PROXY protocol header, which precedes the
   *     first decision; 0 if none is expected
   */
  public TlsFence(
      Predicate<TcpConnection> admits,
      BooleanSupplier admitsHandshake,
      Consumer<Opening> unexpected,
      Runnable noProxyHeader,
      int proxyHeaderSeconds) {
    this.admits = admits;
    this.admitsHandshake = admitsHandshake;
    this.unexpected = unexpected;
    this.noProxyHeader = noProxyHeader;
    this.proxyHeaderSeconds = proxyHeaderSeconds;
  }

  /** Makes the TLS handler of a connection. */
  Handshake handshake(SSLEngine engine, boolean startTls, Executor tasks) {
    return new Handshake(engine, startTls, tasks, this);
  }

  /** The TLS handler in the pipeline of each connection that was let in. */
  static final class Handshake extends SslHandler {
    private final TlsFence fence;
    private boolean begun;
    private boolean refused;

    private Handshake(SSLEngine engine, boolean startTls, Executor tasks, TlsFence fence) {
      super(engine, startTls, tasks);
      this.fence = fence;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
      super.handlerAdded(ctx);
      if (fence.proxyHeaderSeconds == 0) {
        ask(ctx);
      } else {
        ProxyHeader.expect(
            ctx.pipeline(),
            ctx.name(),
            fence.proxyHeaderSeconds,
            () -> ask(ctx),
            fence.noProxyHeader);
      }
    }

    private void ask(ChannelHandlerContext ctx) {
      if (!fence.admits.test(TcpConnection.of(ctx.channel()))) {
        refuse(ctx);
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) throws Exception {
      if (!begun && !refused) {
        begun = true;
        Opening opening = bytes instanceof ByteBuf buffer ? Opening.of(buffer) : Opening.OTHER;
        if (opening == Opening.PLAIN || opening == Opening.PROXY_HEADER) {
          fence.unexpected.accept(opening);
          refuse(ctx);
        } else if (!fence.admitsHandshake.getAsBoolean()) {
          refuse(ctx);
        }
      }
      if (refused) {
        ReferenceCountUtil.release(bytes);
      } else {
        super.channelRead(ctx, bytes);
      }
    }

    private void refuse(ChannelHandlerContext ctx) {
      refused = true;
      // Bypasses this handler, which would send a TLS close_notify first.
      ChannelFuture unused = ctx.close();
    }
  }
}
