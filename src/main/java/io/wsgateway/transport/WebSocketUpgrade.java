package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import io.wsgateway.config.LimitsConfig;
import io.wsgateway.connection.ClientProtocol;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.ConnectionListener;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.connection.TransportListener;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Upgrades requests to WebSocket connections: answers with 101 and inserts the pipe. It relies on
 * internals of Vert.x and on the names of its handlers; {@code PipeContractIT} checks each of them.
 *
 * <p>For Vert.x the 101 is an ordinary response. Vert.x counts it, and then has an idle HTTP
 * connection that receives nothing more:
 *
 * <pre>socket - (ssl) - frames (the pipe) - handler (Vert.x)</pre>
 *
 * <p>Vert.x's own WebSocket would cost each connection 6 KB, most of it an unused queue.
 */
public final class WebSocketUpgrade {
  /** The name of the pipe in the pipeline. */
  static final String NAME = "frames";

  /** The name of the HTTP decoder. */
  static final String DECODER = "httpDecoder";

  private static final String ENCODER = "httpEncoder";
  private static final String[] NOT_NEEDED = {
    "idle", "chunkedWriter", TcpConnection.REQUEST_BODIES
  };

  /** RFC 6455 section 1.3. */
  private static final String ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final ConnectionLoop connections;

  /** Makes one for the requests of the event loop of {@code connections}. */
  public WebSocketUpgrade(ConnectionLoop connections) {
    this.connections = connections;
  }

  /**
   * Upgrades a request. Call it in the tick in which the request arrived, before any of its body is
   * read; it must have none. If the request names subprotocols, the first is selected.
   *
   * @return the connection, still opening: what is sent is queued; {@code listener.opened()}
   *     follows, or {@code listener.closed()} with 1006 if the upgrade failed
   */
  public Connection upgrade(
      HttpServerRequest request, ConnectionListener listener, ClientProtocol protocol) {
    return connections.open(
        listener, protocol, connection -> upgrade(request, connection, connections.limits()));
  }

  /**
   * Upgrades a request whose client is to be refused with a close code, like {@link #upgrade}, but
   * makes no connection: {@code socket} receives its events.
   */
  public void refuse(HttpServerRequest request, TransportListener socket) {
    upgrade(request, socket, connections.limits());
  }

  /** Answers with 101 and inserts the pipe, which notifies {@code connection}. */
  static void upgrade(
      HttpServerRequest request, TransportListener connection, LimitsConfig limits) {
    String key = request.getHeader(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    if (key == null) {
      request.response().setStatusCode(400).end();
      connection.gone();
      return;
    }
    Channel channel =
        ((HttpServerConnection) request.connection()).channelHandlerContext().channel();
    NettyPipe pipe = new NettyPipe(channel, connection, limits);
    connection.opening(pipe);
    // From here on no byte is parsed as HTTP. Bytes that came with the request are held in the
    // pipe.
    channel.pipeline().replace(DECODER, NAME, pipe);
    request.resume();
    answer(request.response(), key, request.getHeader(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL))
        .end()
        // In a task of its own: Vert.x is not done with the request yet.
        .onSuccess(sent -> channel.eventLoop().execute(() -> open(channel.pipeline(), pipe)))
        .onFailure(failure -> pipe.abort());
  }

  private static HttpServerResponse answer(
      HttpServerResponse response, String key, @Nullable String protocol) {
    response.setStatusCode(101).putHeader(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET);
    response.putHeader(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, accept(key));
    if (protocol != null) {
      response.putHeader(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    return response.headersEndHandler(
        // A 101 has no length (RFC 9110 section 8.6), and never closes.
        end ->
            response
                .headers()
                .remove(HttpHeaders.CONTENT_LENGTH)
                .set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE));
  }

  private static void open(ChannelPipeline pipeline, NettyPipe pipe) {
    if (!pipeline.channel().isActive()) {
      return;
    }
    pipeline.remove(ENCODER);
    // The loop's clock detects silent clients, and no files are sent any more.
    for (String name : NOT_NEEDED) {
      ChannelHandler handler = pipeline.get(name);
      if (handler != null) {
        pipeline.remove(handler);
      }
    }
    pipe.open();
  }

  private static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key + ACCEPT_GUID).getBytes(US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-1", e);
    }
  }
}
