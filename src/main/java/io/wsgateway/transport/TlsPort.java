package io.wsgateway.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * Makes the TLS handler of each connection of a server, with an engine of {@link TlsContexts}.
 * Vert.x keeps the context that it creates for good, so what it gets is only a way to those.
 */
final class TlsPort extends SSLEngineOptions {
  private final TlsContexts contexts;
  private final @Nullable TlsFence fence;

  /**
   * Makes the options of a server.
   *
   * @param fence decides about connections before their handshake; null admits all
   */
  TlsPort(TlsContexts contexts, @Nullable TlsFence fence) {
    this.contexts = contexts;
    this.fence = fence;
  }

  @Override
  public TlsPort copy() {
    return new TlsPort(contexts, fence);
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return Handlers::new;
  }

  private final class Handlers extends DelegatingSslContext {
    Handlers() {
      super(contexts.current());
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator alloc, boolean startTls, Executor tasks) {
      SSLEngine engine = contexts.engine(alloc);
      return fence == null
          ? new SslHandler(engine, startTls, tasks)
          : fence.handshake(engine, startTls, tasks);
    }

    @Override
    protected SslHandler newHandler(
        ByteBufAllocator alloc, String peerHost, int peerPort, boolean startTls, Executor tasks) {
      return newHandler(alloc, startTls, tasks);
    }

    @Override
    protected void initEngine(SSLEngine engine) {}
  }

  /** Says that there is a certificate, which Vert.x asks for; the contexts have it. */
  static final class Certificate implements KeyCertOptions {
    @Override
    public Certificate copy() {
      return this;
    }

    @Override
    public @Nullable KeyManagerFactory getKeyManagerFactory(Vertx vertx) {
      return null;
    }

    @Override
    public @Nullable Function<String, KeyManagerFactory> keyManagerFactoryMapper(Vertx vertx) {
      return null;
    }
  }
}
