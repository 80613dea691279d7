package io.wsgateway.transport;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;

/** Why there is no reading a request, for a server's {@code invalidRequestHandler}. */
public enum UndecodableRequest {
  /** The request line is over its limit. */
  LINE_TOO_LONG,
  /** The header fields together are over theirs. */
  HEADERS_TOO_LARGE,
  /** The connection began with a PROXY protocol header that nobody expects. */
  PROXY_HEADER,
  /** Anything else. */
  MALFORMED;

  /** Of a request that the invalid-request handler was given, on its event loop. */
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
