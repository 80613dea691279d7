package io.wsgateway.transport;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.impl.clustered.BusEnds;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TrustOptions;
import io.wsgateway.config.tls.TlsPair;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;

/**
 * Replaces the certificate of a clustered event bus while it runs. New connections of both
 * directions use the new certificate and the new authorities; existing ones stay as they are.
 */
public final class BusCertificates {
  private BusCertificates() {}

  /**
   * Replaces the certificate; completes when new connections use it.
   *
   * @param check the client that checks other members' event buses, if there is one
   */
  public static Future<Void> renew(Vertx vertx, Optional<NetClient> check, TlsPair renewed) {
    BusEnds bus = BusEnds.of(vertx.eventBus());
    KeyCertOptions key = KeyCertOptions.wrap(renewed.keyManagers());
    TrustManagerFactory authorities = renewed.trustManagers();
    ServerSSLOptions server =
        new ServerSSLOptions()
            .setClientAuth(ClientAuth.REQUIRED)
            .setKeyCertOptions(key)
            .setTrustOptions(TrustOptions.wrap(authorities));
    ClientSSLOptions client =
        new ClientSSLOptions()
            // As Vert.x has it on the bus.
            .setHostnameVerificationAlgorithm("")
            .setTrustAll(false)
            .setKeyCertOptions(key)
            .setTrustOptions(TrustOptions.wrap(authorities));
    return bus.server()
        .updateSSLOptions(server, true)
        .compose(v -> bus.client().updateSSLOptions(client, true))
        .compose(
            v ->
                check.isEmpty()
                    ? Future.succeededFuture()
                    : check.get().updateSSLOptions(client, true).mapEmpty());
  }
}
