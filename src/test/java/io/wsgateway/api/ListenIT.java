package io.wsgateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SelfSignedCertificate;
import io.wsgateway.config.TlsConfig;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ListenIT {
  @Test
  void tlsIsServedFromPemFiles() {
    var certificate = SelfSignedCertificate.create("localhost");
    var tls = new TlsConfig(certificate.certificatePath(), certificate.privateKeyPath());
    var client = Vertx.vertx();
    try (var server = new ManagementServer(ManagementServer.keys(), 0, tls, new LoopHeartbeats())) {
      var trusting =
          client.createHttpClient(
              new HttpClientOptions()
                  .setSsl(true)
                  .setVerifyHost(false)
                  .setTrustOptions(
                      new PemTrustOptions().addCertPath(certificate.certificatePath())));
      var status =
          ManagementServer.await(
              trusting
                  .request(HttpMethod.GET, server.port(), "127.0.0.1", "/health/live")
                  .compose(request -> request.send().map(response -> response.statusCode())));
      assertThat(status).isEqualTo(200);
      assertThatThrownBy(() -> server.get("/health/live"))
          .as("plain text on a TLS port")
          .isInstanceOf(java.io.IOException.class);
    } finally {
      ManagementServer.await(client.close());
      certificate.delete();
    }
  }

  @Test
  void aPortInUseFailsTheStartWithABindException() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () ->
                  new ManagementServer(
                      ManagementServer.keys(), taken.getLocalPort(), null, new LoopHeartbeats()))
          .hasRootCauseInstanceOf(BindException.class)
          .hasStackTraceContaining(
              "port "
                  + taken.getLocalPort()
                  + " of 127.0.0.1 cannot be opened, set api.port to another one");
    }
  }
}
