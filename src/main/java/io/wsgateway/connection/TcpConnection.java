package io.wsgateway.connection;

import io.netty.channel.Channel;
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
   * Closes it when a request header, the first or one after a response, is not complete in time, or
   * when responses are not read; takes no request behind the last.
   *
   * @param headerSeconds from now, or from the end of the response before
   * @param late runs when the first header does not come in time
   * @param cut runs when responses are not read
   */
  public void limitRequests(int headerSeconds, Runnable late, Runnable cut) {
    channel
        .pipeline()
        .addBefore("handler", "requestGuard", new RequestGuard(cut))
        .addBefore("handler", "headerTimeout", new HeaderTimeout(headerSeconds, late));
  }

  /** Runs the action on the event loop when TCP has ended, at once when it already has. */
  public void onClosed(Runnable action) {
    channel.closeFuture().addListener(done -> action.run());
  }
}
