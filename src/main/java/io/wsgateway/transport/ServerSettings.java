package io.wsgateway.transport;

import io.vertx.core.http.HttpServerOptions;
import io.wsgateway.config.KeepAliveConfig;
import io.wsgateway.config.LimitsConfig;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Configures the HTTP server as this package needs it. */
public final class ServerSettings {
  /**
   * Saves each connection a queue of 1024 slots, and makes a response from a wrong thread throw.
   * Marked unstable in Vert.x, so it is used here only.
   */
  private static final boolean STRICT_THREADS = true;

  private ServerSettings() {}

  /**
   * Sets the options: no compression, frame sizes, every subprotocol (the request names only the
   * selected one), one thread per connection.
   */
  public static void apply(
      HttpServerOptions options, LimitsConfig limits, KeepAliveConfig keepAlive) {
    options
        // A fan-out shares encoded bytes, and decompression is unbounded.
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
        // The loop's clock acts earlier, and with a reason; this covers cases that it might miss.
        .setReadIdleTimeout(keepAlive.readIdleSeconds() + keepAlive.closeSeconds() + 1)
        .setIdleTimeoutUnit(TimeUnit.SECONDS);
  }
}
