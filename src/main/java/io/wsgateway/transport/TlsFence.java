package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Asks about each connection before its TLS handshake, of which Vert.x tells only when it is done;
 * for a server's {@code setSslEngineOptions}. The address is known by then, also by the PROXY
 * protocol. It asks again when the first bytes of the handshake came, before any of the work: who
 * only connects, as a balancer's check of health does, has no part in that. Who is not let in is
 * closed at once.
 */
public final class TlsFence extends JdkSSLEngineOptions {
  private final Predicate<TcpConnection> admits;
  private final BooleanSupplier admitsHandshake;
  private final Consumer<Opening> unexpected;
  private final Runnable noProxyHeader;
  private final int proxyHeaderSeconds;

  /**
   * Asks on the connection's event loop; servers that share a port share the first one's fence.
   *
   * @param unexpected is told what came instead of a handshake, {@link Opening#PLAIN} or {@link
   *     Opening#PROXY_HEADER}, and closes the connection
   * @param noProxyHeader runs when something else came where that header is due
   * @param proxyHeaderSeconds how long a PROXY protocol header may take, which then comes before
   *     the first question; 0 when there is none
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

  private TlsFence(TlsFence that) {
    super(that);
    admits = that.admits;
    admitsHandshake = that.admitsHandshake;
    unexpected = that.unexpected;
    noProxyHeader = that.noProxyHeader;
    proxyHeaderSeconds = that.proxyHeaderSeconds;
  }

  @Override
  public TlsFence copy() {
    return new TlsFence(this);
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return new DefaultSslContextFactory(SslProvider.JDK, false) {
      @Override
      public SslContext create() throws SSLException {
        return new Fenced(super.create());
      }
    };
  }

  private final class Fenced extends DelegatingSslContext {
    Fenced(SslContext context) {
      super(context);
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator alloc, boolean startTls, Executor tasks) {
      return new Handshake(newEngine(alloc), startTls, tasks, TlsFence.this);
    }

    @Override
    protected SslHandler newHandler(
        ByteBufAllocator alloc, String peerHost, int peerPort, boolean startTls, Executor tasks) {
      return new Handshake(newEngine(alloc, peerHost, peerPort), startTls, tasks, TlsFence.this);
    }

    @Override
    protected void initEngine(SSLEngine engine) {}
  }

  /** In the pipeline of each connection that was asked about. */
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
      // Past this handler, which would say goodbye in TLS first.
      ChannelFuture unused = ctx.close();
    }
  }
}
