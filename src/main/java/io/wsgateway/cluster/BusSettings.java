package io.wsgateway.cluster;

import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.wsgateway.config.BusTlsConfig;
import io.wsgateway.config.EventBusConfig;
import java.util.concurrent.TimeUnit;

/** The options of the event bus between members. */
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
    return bus.tls() == null ? options : secured(options, bus.tls());
  }

  /**
   * Requires both sides to show a certificate of one authority. Host names are not verified (Vert.x
   * turns that off on the bus), so that authority must sign members of this cluster only.
   */
  private static EventBusOptions secured(EventBusOptions options, BusTlsConfig tls) {
    return options
        .setSsl(true)
        .setKeyCertOptions(new PemKeyCertOptions().setCertPath(tls.cert()).setKeyPath(tls.key()))
        .setTrustOptions(new PemTrustOptions().addCertPath(tls.ca()))
        .setClientAuth(ClientAuth.REQUIRED)
        // Vert.x's default on the bus is true.
        .setTrustAll(false);
  }
}
