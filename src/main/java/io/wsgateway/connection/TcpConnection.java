package io.wsgateway.connection;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * A connection of the public port from its accept to its end, upgraded or not: what HttpConnection
 * cannot tell, since it loses the channel to the WebSocket. Belongs to the connection's event loop.
 */
public final class TcpConnection {
  private final Channel channel;

  private TcpConnection(Channel channel) {
    this.channel = channel;
  }

  /** The connection that a server's connection handler was given. */
  public static TcpConnection of(HttpConnection connection) {
    return new TcpConnection(((HttpServerConnection) connection).channelHandlerContext().channel());
  }

  /**
   * Closes it when a request header, the first or one after a response, is not complete in time, or
   * when responses are not read; takes no request behind the last.
   *
   * @param headerSeconds from now, or from the end of the response before
   */
  public void limitRequests(int headerSeconds) {
    channel
        .pipeline()
        .addBefore("handler", "requestGuard", new RequestGuard())
        .addBefore("handler", "headerTimeout", new HeaderTimeout(headerSeconds));
  }

  /** Runs the action on the event loop when TCP has ended, at once when it already has. */
  public void onClosed(Runnable action) {
    channel.closeFuture().addListener(done -> action.run());
  }
}
