package io.wsgateway.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a server from its accept to its end, upgraded or not: what HttpConnection cannot
 * tell, since it comes after TLS and loses the channel to the WebSocket. Belongs to the
 * connection's event loop.
 */
public final class TcpConnection {
  /**
   * How long a kept connection may be idle between requests: longer than clients and proxies keep
   * one (60 s is usual), so that these give it up first, and not while a request is on its way.
   */
  public static final int IDLE_SECONDS = 75;

  private static final String IDLE = "idle";

  private final Channel channel;

  private TcpConnection(Channel channel) {
    this.channel = channel;
  }

  /** The connection that a server's connection handler was given. */
  public static TcpConnection of(HttpConnection connection) {
    return new TcpConnection(channelOf(connection));
  }

  static Channel channelOf(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext().channel();
  }

  /** A connection that has only just begun. */
  static TcpConnection of(Channel channel) {
    return new TcpConnection(channel);
  }

  /** Whether a {@link TlsFence} has let it in. */
  public boolean passedFence() {
    return channel.pipeline().get(TlsFence.Handshake.class) != null;
  }

  /** The other end, or who the PROXY protocol said it is; null when it is gone already. */
  public @Nullable SocketAddress remoteAddress() {
    if (channel.hasAttr(ProxyHeader.CLIENT)) {
      return channel.attr(ProxyHeader.CLIENT).get();
    }
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? SocketAddress.inetSocketAddress(address)
        : null;
  }

  /**
   * Expects a PROXY protocol header before the first request, of a connection that has only just
   * begun and has not {@link #passedFence}.
   *
   * @param seconds how long the header may take
   * @param then runs on the event loop when the header was read
   * @param none runs when something else came, and the connection is closed
   */
  public void expectProxyHeader(int seconds, Runnable then, Runnable none) {
    ProxyHeader.expect(channel.pipeline(), null, seconds, then, none);
  }

  /**
   * Looks at the first bytes, of a plain connection that has only just begun or whose PROXY
   * protocol header was just read, so that {@link UndecodableRequest} can tell what they are.
   *
   * @param tls runs when they are of TLS, and the connection is closed
   */
  public void watchOpening(Runnable tls) {
    channel.pipeline().addBefore("httpDecoder", "openingWatch", new OpeningWatch(tls));
  }

  /**
   * Closes it when a request header is not complete in time, when it is idle for {@link
   * #IDLE_SECONDS} after a response, or when responses are not read; takes no request behind the
   * last, but answers it when the client has ended its side.
   *
   * @param headerSeconds for the first header from now, for others from their first byte; and for
   *     the response to a client that has ended its side
   * @param late runs when a header is not complete in time
   * @param cut runs when responses are not read
   */
  public void limitRequests(int headerSeconds, Runnable late, Runnable cut) {
    HeaderTimeout timeout = new HeaderTimeout(headerSeconds, IDLE_SECONDS, late);
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(IDLE) instanceof IdleStateHandler idle
        && idle.getReaderIdleTimeInMillis() > 0) {
      // The server's own limit is made for WebSockets; here it ends requests that are never whole.
      pipeline.replace(idle, IDLE, new IdleStateHandler(IDLE_SECONDS + 1, 0, 0));
    }
    pipeline
        .addBefore(WebSocketUpgrade.DECODER, "firstByte", timeout.firstByte())
        .addBefore("handler", "requestGuard", new RequestGuard(cut))
        .addBefore("handler", "headerTimeout", timeout)
        .addBefore("handler", "lastResponse", new LastResponse(headerSeconds));
  }

  /** Runs the action on the event loop when TCP has ended, at once when it already has. */
  public void onClosed(Runnable action) {
    channel.closeFuture().addListener(done -> action.run());
  }
}
