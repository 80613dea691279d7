package io.wsgateway.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A server's TCP connection from accept to end, upgraded or not. HttpConnection does not cover
 * this: it begins after TLS, and loses the channel to the WebSocket. Belongs to the connection's
 * event loop.
 */
public final class TcpConnection {
  /**
   * How long a connection may be idle between requests. It is longer than clients and proxies
   * usually wait (60 s), so that they close it first, and not while a request is in flight.
   */
  public static final int IDLE_SECONDS = 75;

  private static final String IDLE = "idle";

  /** The name of what passes bodies on. */
  static final String REQUEST_BODIES = "requestBodies";

  private final Channel channel;

  private TcpConnection(Channel channel) {
    this.channel = channel;
  }

  /** Returns the connection that a server's connection handler received. */
  public static TcpConnection of(HttpConnection connection) {
    return new TcpConnection(channelOf(connection));
  }

  static Channel channelOf(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext().channel();
  }

  /** Returns a connection that was just accepted. */
  static TcpConnection of(Channel channel) {
    return new TcpConnection(channel);
  }

  /** Returns whether a {@link TlsFence} has admitted it. */
  public boolean passedFence() {
    return channel.pipeline().get(TlsFence.Handshake.class) != null;
  }

  /**
   * The other end, or the address from the PROXY protocol; null if the connection has already
   * ended.
   */
  public @Nullable SocketAddress remoteAddress() {
    if (channel.hasAttr(ProxyHeader.CLIENT)) {
      return channel.attr(ProxyHeader.CLIENT).get();
    }
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? SocketAddress.inetSocketAddress(address)
        : null;
  }

  /**
   * The other end of TCP, which may be a proxy's address; null if the connection has already ended.
   */
  public @Nullable InetAddress peer() {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress()
        : null;
  }

  /**
   * Expects a PROXY protocol header before the first request. Call it for a connection that was
   * just accepted and has not {@link #passedFence}.
   *
   * @param seconds how long to wait for the header
   * @param then runs on the event loop when the header was read
   * @param none runs when something else arrived, and the connection is closed
   */
  public void expectProxyHeader(int seconds, Runnable then, Runnable none) {
    ProxyHeader.expect(channel.pipeline(), null, seconds, then, none);
  }

  /**
   * Inspects the first bytes, so that {@link UndecodableRequest} can name them. Call it for a plain
   * connection that was just accepted, or whose PROXY protocol header was just read.
   *
   * @param tls runs when they belong to TLS, and the connection is closed
   */
  public void watchOpening(Runnable tls) {
    channel.pipeline().addBefore("httpDecoder", "openingWatch", new OpeningWatch(tls));
  }

  /**
   * Closes the connection when a request header is not complete in time, when it is idle for {@link
   * #IDLE_SECONDS} after a response, or when responses are not read. Accepts no request after the
   * last one, which is answered even if the client has ended its side.
   *
   * @param headerSeconds for the first header from now, for others from their first byte; and for
   *     the response to a client that has ended its side
   * @param late runs when a header is not complete in time
   * @param cut runs when responses are not read
   */
  public void limitRequests(int headerSeconds, Runnable late, Runnable cut) {
    HeaderTimeout timeout = new HeaderTimeout(headerSeconds, IDLE_SECONDS, late);
    ChannelPipeline pipeline = channel.pipeline();
    SharedSocket.limitReads(channel.config());
    if (pipeline.get(IDLE) instanceof IdleStateHandler idle
        && idle.getReaderIdleTimeInMillis() > 0) {
      // The server's own limit is set for WebSockets; here it ends requests that never become
      // complete.
      pipeline.replace(idle, IDLE, new IdleStateHandler(IDLE_SECONDS + 1, 0, 0));
    }
    pipeline
        .addBefore(WebSocketUpgrade.DECODER, "firstByte", timeout.firstByte())
        .addBefore("handler", "requestGuard", new RequestGuard(cut))
        .addBefore("handler", "headerTimeout", timeout)
        .addBefore("handler", "lastResponse", new LastResponse(headerSeconds))
        .addBefore("handler", REQUEST_BODIES, new RequestBodies());
  }

  /**
   * Returns whether earlier responses are still queued because the client does not read. The
   * connection then ends after them, and takes no more requests. For responses that are made after
   * their request was read: {@link #limitRequests} looks only at the time of reading.
   */
  public boolean endsUnread() {
    RequestGuard guard = channel.pipeline().get(RequestGuard.class);
    return guard != null && guard.endsUnread();
  }

  /** Runs the action on the event loop when TCP has ended; at once if it already has. */
  public void onClosed(Runnable action) {
    channel.closeFuture().addListener(done -> action.run());
  }
}
