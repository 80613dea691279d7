package io.wsgateway.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import io.wsgateway.connection.ClientProtocol;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.ConnectionListener;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.connection.TransportListener;

/**
 * Answers requests with streams of server-sent events, as {@link WebSocketUpgrade} answers others
 * with WebSockets: Vert.x writes the head of the response, which for it is a whole one, and the
 * pipe takes the socket over.
 */
public final class EventStreams {
  /** What handles requests on a connection; there are no more of them. */
  private static final String[] REQUESTS = {
    "requestGuard", "headerTimeout", "lastResponse", TcpConnection.REQUEST_BODIES
  };

  private static final String[] NOT_NEEDED = {"httpEncoder", "idle", "chunkedWriter"};

  private final ConnectionLoop connections;

  /** Makes one for the requests of the event loop of {@code connections}. */
  public EventStreams(ConnectionLoop connections) {
    this.connections = connections;
  }

  /**
   * Answers a request with a stream. Call it in the tick in which the request arrived, or while its
   * connection is held; it must have no body. Headers set before are part of the response.
   *
   * @return the connection, still opening: what is sent is queued; {@code listener.opened()}
   *     follows, or {@code listener.closed()} with 1006 if that failed
   */
  public Connection open(
      HttpServerRequest request, ConnectionListener listener, ClientProtocol protocol) {
    return connections.open(listener, protocol, connection -> start(request, connection));
  }

  private static void start(HttpServerRequest request, TransportListener connection) {
    Channel channel =
        ((HttpServerConnection) request.connection()).channelHandlerContext().channel();
    EventPipe pipe = new EventPipe(channel, connection);
    connection.opening(pipe);
    // From here on no byte is parsed as HTTP.
    channel.pipeline().replace(WebSocketUpgrade.DECODER, WebSocketUpgrade.NAME, pipe);
    remove(channel.pipeline(), REQUESTS);
    request.resume();
    head(request.response())
        .end()
        // In a task of its own: Vert.x is not done with the request yet.
        .onSuccess(sent -> channel.eventLoop().execute(() -> open(channel.pipeline(), pipe)))
        .onFailure(failure -> pipe.abort());
  }

  private static HttpServerResponse head(HttpServerResponse response) {
    return response
        .setStatusCode(200)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        // nginx would buffer the response otherwise.
        .putHeader("X-Accel-Buffering", "no")
        .headersEndHandler(
            // The body ends with the connection (RFC 9112 section 6.3, rule 8).
            end ->
                response
                    .headers()
                    .remove(HttpHeaders.CONTENT_LENGTH)
                    .set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
  }

  private static void open(ChannelPipeline pipeline, EventPipe pipe) {
    if (pipeline.channel().isActive()) {
      remove(pipeline, NOT_NEEDED);
      pipe.open();
    }
  }

  private static void remove(ChannelPipeline pipeline, String... names) {
    for (String name : names) {
      ChannelHandler handler = pipeline.get(name);
      if (handler != null) {
        pipeline.remove(handler);
      }
    }
  }
}
