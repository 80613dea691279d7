package io.wsgateway.connection;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Asks about each connection before its TLS handshake, of which Vert.x tells only when it is done;
 * for a server's {@code setSslEngineOptions}. The address is known by then, also by the PROXY
 * protocol. Who is not let in is closed at once.
 */
public final class TlsFence extends JdkSSLEngineOptions {
  private final Predicate<TcpConnection> admits;

  /** Asks on the connection's event loop; servers that share a port share the first one's fence. */
  public TlsFence(Predicate<TcpConnection> admits) {
    this.admits = admits;
  }

  private TlsFence(TlsFence that) {
    super(that);
    admits = that.admits;
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
        return new Fenced(super.create(), admits);
      }
    };
  }

  private static final class Fenced extends DelegatingSslContext {
    private final Predicate<TcpConnection> admits;

    Fenced(SslContext context, Predicate<TcpConnection> admits) {
      super(context);
      this.admits = admits;
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator alloc, boolean startTls, Executor tasks) {
      return new Handshake(newEngine(alloc), startTls, tasks, admits);
    }

    @Override
    protected SslHandler newHandler(
        ByteBufAllocator alloc, String peerHost, int peerPort, boolean startTls, Executor tasks) {
      return new Handshake(newEngine(alloc, peerHost, peerPort), startTls, tasks, admits);
    }

    @Override
    protected void initEngine(SSLEngine engine) {}
  }

  /** In the pipeline of each connection that was asked about. */
  static final class Handshake extends SslHandler {
    private final Predicate<TcpConnection> admits;

    private Handshake(
        SSLEngine engine, boolean startTls, Executor tasks, Predicate<TcpConnection> admits) {
      super(engine, startTls, tasks);
      this.admits = admits;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
      super.handlerAdded(ctx);
      if (!admits.test(TcpConnection.of(ctx.channel()))) {
        // Past this handler, which would say goodbye in TLS first.
        var unused = ctx.close();
      }
    }
  }
}
