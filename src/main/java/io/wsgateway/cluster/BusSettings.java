package io.wsgateway.cluster;

import io.vertx.core.eventbus.EventBusOptions;
import io.wsgateway.config.EventBusConfig;
import java.util.concurrent.TimeUnit;

/** The options of the event bus between members; TLS is the transport's. */
final class BusSettings {
  /** How long messages wait for a connection at most; Vert.x's default, a minute, is too long. */
  private static final int CONNECT_MILLIS = (int) TimeUnit.SECONDS.toMillis(4);

  /** The connection to a silent peer is given up after twice this time. */
  private static final long PING_MILLIS = TimeUnit.SECONDS.toMillis(5);

  private BusSettings() {}

  static EventBusOptions of(EventBusConfig bus) {
    EventBusOptions options =
        new EventBusOptions()
            .setHost(bus.host())
            .setPort(bus.port())
            .setClusterPublicHost(bus.host())
            .setConnectTimeout(CONNECT_MILLIS)
            .setClusterPingInterval(PING_MILLIS)
            .setClusterPingReplyInterval(PING_MILLIS);
    if (bus.port() != 0) {
      options.setClusterPublicPort(bus.port());
    }
    return options;
  }
}
