package io.wsgateway.transport;

import io.vertx.core.http.HttpServerOptions;
import io.wsgateway.config.KeepAliveConfig;
import io.wsgateway.config.LimitsConfig;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What this package needs of the HTTP server. */
public final class ServerSettings {
  /**
   * Spares each connection a queue of 1024 slots, and makes an answer from a wrong thread throw.
   * Marked unstable in Vert.x, so it stands here once.
   */
  private static final boolean STRICT_THREADS = true;

  private ServerSettings() {}

  /**
   * Sets no compression, room for frames, every subprotocol (the request names the one that is
   * selected), one thread per connection.
   */
  public static void apply(
      HttpServerOptions options, LimitsConfig limits, KeepAliveConfig keepAlive) {
    options
        // A fan-out shares bytes, and inflating has no bound.
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        // A control frame must fit, however small messages are.
        .setMaxWebSocketFrameSize(Math.max(limits.messageBytes(), Frames.CONTROL_BYTES))
        .setMaxWebSocketMessageSize(Math.max(limits.messageBytes(), Frames.CONTROL_BYTES))
        .setWebSocketClosingTimeout(keepAlive.closeSeconds())
        // The request already names the one subprotocol that was selected.
        .setWebSocketSubProtocols(List.of("*"))
        .setHttp2ClearTextEnabled(false)
        .setStrictThreadMode(STRICT_THREADS)
        // The loop's clock comes first, and says why; this is for what it might miss.
        .setReadIdleTimeout(keepAlive.readIdleSeconds() + keepAlive.closeSeconds() + 1)
        .setIdleTimeoutUnit(TimeUnit.SECONDS);
  }
}
