package io.wsgateway.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.transport.Transport;
import io.wsgateway.channel.LogCap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Wraps the transport of a clustered Vert.x and adds {@link BusFrames} to every connection that the
 * event bus accepts. Vert.x offers no hook for handlers there, but its transport prepares the
 * server's socket. The event bus's server is the only one of a node that is not an HTTP server.
 */
public final class BusTransport implements Transport {
  /**
   * Allowance for the rest of a frame: address, sender, headers, what JSON adds to a text. Bytes.
   */
  private static final int ROOM = 1 << 20;

  private static final int LINES = 5;

  private final io.vertx.core.spi.transport.Transport transport;

  private BusTransport(io.vertx.core.spi.transport.Transport transport) {
    this.transport = transport;
  }

  /**
   * Makes a transport that buffers no message much larger than the largest accepted one.
   *
   * @param messageBytes {@code limits.messageBytes}, asked on any event loop
   */
  public static BusTransport of(IntSupplier messageBytes) {
    Accepted accepted =
        new Accepted(() -> (int) Math.min(Integer.MAX_VALUE, ROOM + 2L * messageBytes.getAsInt()));
    Transport epoll = Transport.EPOLL;
    return new BusTransport(
        epoll != null && epoll.available() ? new Native(accepted) : new Plain(accepted));
  }

  @Override
  public String name() {
    return transport instanceof NioTransport ? "nio" : "epoll";
  }

  @Override
  public boolean available() {
    return true;
  }

  @Override
  public @Nullable Throwable unavailabilityCause() {
    return null;
  }

  @Override
  public io.vertx.core.spi.transport.Transport implementation() {
    return transport;
  }

  /** The transport on Linux. */
  private static final class Native extends EpollTransport {
    private final Accepted accepted;

    Native(Accepted accepted) {
      this.accepted = accepted;
    }

    @Override
    public void configure(NetServerOptions options, boolean domain, ServerBootstrap server) {
      super.configure(options, domain, server);
      accepted.guard(options, server);
    }
  }

  /** The transport on other systems. */
  private static final class Plain extends NioTransport {
    private final Accepted accepted;

    Plain(Accepted accepted) {
      this.accepted = accepted;
    }

    @Override
    public void configure(NetServerOptions options, boolean domain, ServerBootstrap server) {
      super.configure(options, domain, server);
      accepted.guard(options, server);
    }
  }

  /** Runs before the acceptor, which assigns each connection to its event loop. */
  @Sharable
  private static final class Accepted extends ChannelInboundHandlerAdapter {
    private final IntSupplier maxBytes;
    private final LogCap foreign = new LogCap(LINES, TimeUnit.MINUTES.toNanos(1), System::nanoTime);

    Accepted(IntSupplier maxBytes) {
      this.maxBytes = maxBytes;
    }

    void guard(NetServerOptions options, ServerBootstrap server) {
      if (!(options instanceof HttpServerOptions)) {
        server.handler(this);
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
      ((Channel) accepted).pipeline().addLast(new Entrance(new BusFrames(maxBytes, foreign)));
      ctx.fireChannelRead(accepted);
    }
  }

  /** Waits for the first bytes: only then it is known whether a TLS handler precedes. */
  private static final class Entrance extends ChannelInboundHandlerAdapter {
    private final BusFrames frames;

    Entrance(BusFrames frames) {
      this.frames = frames;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
      ChannelHandlerContext tls = ctx.pipeline().context(SslHandler.class);
      String before = (tls == null ? ctx : tls).name();
      ctx.pipeline().addAfter(before, null, frames);
      ctx.fireChannelRead(bytes);
      ctx.pipeline().remove(this);
    }
  }
}
