package io.wsgateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SelfSignedCertificate;
import io.wsgateway.config.TlsConfig;
import io.wsgateway.support.PemFiles;
import io.wsgateway.support.TlsHandshake;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void newFilesAreServedWithoutARestart(@TempDir Path folder) throws Exception {
    var files = new PemFiles(folder);
    var first = files.renew("first");
    var tls = new TlsConfig(files.cert().toString(), files.key().toString());
    try (var server = new ManagementServer(ManagementServer.keys(), 0, tls, new LoopHeartbeats())) {
      assertThat(TlsHandshake.served(server.port())).isEqualTo(first);
      var second = files.renew("a second with a longer name");
      server.lookAtTls();
      server.lookAtTls();
      await().untilAsserted(() -> assertThat(TlsHandshake.served(server.port())).isEqualTo(second));
    }
  }

  @Test
  void aPortInUseIsOneSentence() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () ->
                  new ManagementServer(
                      ManagementServer.keys(), taken.getLocalPort(), null, new LoopHeartbeats()))
          .hasStackTraceContaining(
              "port "
                  + taken.getLocalPort()
                  + " of 127.0.0.1 is in use by another process: stop it, or set api.port to");
    }
  }
}
