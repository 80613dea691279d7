package io.wsgateway.transport;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;

/** The reasons why a request could not be decoded, for a server's {@code invalidRequestHandler}. */
public enum UndecodableRequest {
  /** The request line is over its limit. */
  LINE_TOO_LONG,
  /** The header fields together are over their limit. */
  HEADERS_TOO_LARGE,
  /** The connection began with an unexpected PROXY protocol header. */
  PROXY_HEADER,
  /** Anything else. */
  MALFORMED;

  /**
   * Finds the reason for a request that the invalid-request handler received, on its event loop.
   */
  public static UndecodableRequest of(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      return LINE_TOO_LONG;
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return HEADERS_TOO_LARGE;
    }
    Channel channel = TcpConnection.channelOf(request.connection());
    return channel.attr(Opening.KEY).get() == Opening.PROXY_HEADER ? PROXY_HEADER : MALFORMED;
  }
}
