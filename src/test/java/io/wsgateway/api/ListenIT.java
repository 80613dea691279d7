package io.wsgateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.wsgateway.broker.Published;
import io.wsgateway.channel.StreamPosition;
import io.wsgateway.config.TlsConfig;
import io.wsgateway.config.TlsConfig.Engine;
import io.wsgateway.support.PemFiles;
import io.wsgateway.support.RunningGateway;
import io.wsgateway.support.TlsHandshake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.cert.Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenIT {
  @Test
  void tlsIsServedFromPemFiles(@TempDir Path folder) throws Exception {
    PemFiles files = new PemFiles(folder);
    Certificate certificate = files.renew("management");
    try (RunningGateway node =
        RunningGateway.of(
            "management: {host: 127.0.0.1, port: 0, tls: {cert: '%s', key: '%s'}}\n"
                .formatted(files.cert(), files.key()))) {
      int port = node.gateway().managementPort();
      assertThat(TlsHandshake.served(port)).isEqualTo(certificate);
      HttpClient client = HttpClient.newBuilder().sslContext(TlsHandshake.trusting()).build();
      URI probe = URI.create("https://127.0.0.1:" + port + "/health/live");
      HttpResponse<Void> answer =
          client.send(
              HttpRequest.newBuilder(probe).build(), HttpResponse.BodyHandlers.discarding());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> node.management("/health/live"))
          .as("plain text on a TLS port")
          .isInstanceOf(IOException.class);
    }
  }

  /** Without a node around it, since a node looks for new files on its own time only. */
  @Test
  void newFilesAreServedWithoutARestart(@TempDir Path folder) throws Exception {
    PemFiles files = new PemFiles(folder);
    Certificate first = files.renew("first");
    TlsConfig tls = new TlsConfig(files.cert().toString(), files.key().toString(), Engine.AUTO);
    try (ManagementServer server =
        new ManagementServer(
            request -> Future.succeededFuture(new Published(StreamPosition.NONE, 0)), tls)) {
      assertThat(TlsHandshake.served(server.port())).isEqualTo(first);
      Certificate second = files.renew("a second with a longer name");
      server.lookAtTls();
      server.lookAtTls();
      await().untilAsserted(() -> assertThat(TlsHandshake.served(server.port())).isEqualTo(second));
    }
  }

  @Test
  void aPortInUseIsOneSentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> RunningGateway.of("api: {port: " + taken.getLocalPort() + "}\n"))
          .hasStackTraceContaining(
              "port "
                  + taken.getLocalPort()
                  + " of 127.0.0.1 is in use by another process: stop it, or set api.port to");
    }
  }
}
