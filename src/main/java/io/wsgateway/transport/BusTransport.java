package io.wsgateway.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.TCPSSLOptions;
import io.vertx.core.transport.Transport;
import io.wsgateway.channel.LogCap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Wraps the transport of a clustered Vert.x: adds TLS to the connections of the event bus, and
 * {@link BusFrames} to those that it accepts. Vert.x offers no hook for handlers there, but its
 * transport prepares the sockets. The event bus's server is the only one of a node that is not an
 * HTTP server, and only the event bus and its check connect by TCP clients.
 *
 * <p>The TLS is here, and not in the options of the event bus, because Vert.x copies those as JSON,
 * where only names of files survive: it would use one certificate for good.
 */
public final class BusTransport implements Transport {
  /**
   * Allowance for the rest of a frame: address, sender, headers, and what a poll's answer has
   * beside its longest message: 64 KB, and 128 KB of a channel's batch, escaped. Bytes.
   */
  private static final int ROOM = 1 << 20;

  /** How many bytes a byte of text becomes in JSON at most, by an escape. */
  private static final long ESCAPED = 6;

  private static final int LINES = 5;

  private final io.vertx.core.spi.transport.Transport transport;

  private BusTransport(io.vertx.core.spi.transport.Transport transport) {
    this.transport = transport;
  }

  /**
   * Makes a transport that buffers no message much larger than the largest accepted one.
   *
   * @param messageBytes {@code limits.messageBytes}, asked on any event loop
   * @param certificates for the event bus; null: it is plain text
   */
  public static BusTransport of(IntSupplier messageBytes, @Nullable BusCertificates certificates) {
    Connections connections =
        new Connections(
            () -> (int) Math.min(Integer.MAX_VALUE, ROOM + ESCAPED * messageBytes.getAsInt()),
            certificates);
    Transport epoll = Transport.EPOLL;
    return new BusTransport(
        epoll != null && epoll.available() ? new Native(connections) : new Plain(connections));
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
    private final Connections connections;

    Native(Connections connections) {
      this.connections = connections;
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domain) {
      return connections.opened(super.channelFactory(domain));
    }

    @Override
    public void configure(
        ClientOptionsBase options, int connectMillis, boolean domain, Bootstrap client) {
      super.configure(options, connectMillis, domain, client);
      connections.open(options, client);
    }

    @Override
    public void configure(NetServerOptions options, boolean domain, ServerBootstrap server) {
      super.configure(options, domain, server);
      connections.accept(options, server);
    }
  }

  /** The transport on other systems. */
  private static final class Plain extends NioTransport {
    private final Connections connections;

    Plain(Connections connections) {
      this.connections = connections;
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domain) {
      return connections.opened(super.channelFactory(domain));
    }

    @Override
    public void configure(
        ClientOptionsBase options, int connectMillis, boolean domain, Bootstrap client) {
      super.configure(options, connectMillis, domain, client);
      connections.open(options, client);
    }

    @Override
    public void configure(NetServerOptions options, boolean domain, ServerBootstrap server) {
      super.configure(options, domain, server);
      connections.accept(options, server);
    }
  }

  /** Prepares connections; as a handler, it runs before the acceptor, which assigns event loops. */
  @Sharable
  private static final class Connections extends ChannelInboundHandlerAdapter {
    private final IntSupplier maxBytes;
    private final @Nullable BusCertificates certificates;
    private final LogCap foreign = new LogCap(LINES, TimeUnit.MINUTES.toNanos(1), System::nanoTime);

    Connections(IntSupplier maxBytes, @Nullable BusCertificates certificates) {
      this.maxBytes = maxBytes;
      this.certificates = certificates;
    }

    void accept(NetServerOptions options, ServerBootstrap server) {
      if (!(options instanceof HttpServerOptions)) {
        server.handler(this);
        server.childAttr(BusHandshake.MILLIS, millis(options));
      }
    }

    void open(ClientOptionsBase options, Bootstrap client) {
      if (options instanceof NetClientOptions) {
        client.attr(BusHandshake.MILLIS, millis(options));
      }
    }

    private static long millis(TCPSSLOptions options) {
      return options.getSslHandshakeTimeoutUnit().toMillis(options.getSslHandshakeTimeout());
    }

    ChannelFactory<? extends Channel> opened(ChannelFactory<? extends Channel> factory) {
      return () -> {
        Channel channel = factory.newChannel();
        secure(channel, true);
        return channel;
      };
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      Channel accepted = (Channel) message;
      secure(accepted, false);
      accepted.pipeline().addLast(new BusFrames(maxBytes, foreign));
      ctx.fireChannelRead(accepted);
    }

    private void secure(Channel channel, boolean opened) {
      if (certificates != null) {
        channel.pipeline().addLast(new BusHandshake(certificates, opened));
      }
    }
  }
}
