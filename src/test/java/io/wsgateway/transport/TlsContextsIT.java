package io.wsgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.SslContext;
import io.wsgateway.config.TlsConfig.Engine;
import io.wsgateway.connection.Settings;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.TlsHandshake;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that are renewed, and sessions that clients resume. */
@ParameterizedClass
@EnumSource(
    value = Engine.class,
    names = {"OPENSSL", "JDK"})
final class TlsContextsIT {
  @Parameter Engine engine;

  private TestTls tls;
  private TestServer server;

  @BeforeEach
  void start() {
    tls = new TestTls(engine);
    server = serve(tls);
  }

  private static TestServer serve(TestTls tls) {
    Settings settings = new Settings();
    return new TestServer(
        settings.limits(), settings.keepAlive(), WebSocketUpgrade::upgrade, tls::secure);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
      tls.close();
    }
  }

  private static String subject(SSLSocket socket) throws Exception {
    return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
        .getSubjectX500Principal()
        .getName();
  }

  @Test
  void replacedContextsAreFreedWithTheirLastConnection() throws Exception {
    try (SSLSocket early = TlsHandshake.with(server.port())) {
      RawSocket client = RawSocket.over(early).upgrade(server.port(), "/ws");
      assertThat(client.echoes("before")).isTrue();
      SslContext first = tls.contexts.current();
      List<SslContext> replaced = new ArrayList<>();
      for (String next : List.of("p384", "rsa", "p256", "expired", "p384", "rsa")) {
        tls.renew(next);
        replaced.add(tls.contexts.current());
        try (SSLSocket socket = TlsHandshake.with(server.port())) {
          assertThat(subject(socket)).isEqualTo("CN=" + next);
        }
      }
      replaced.remove(tls.contexts.current());
      await().until(() -> replaced.stream().allMatch(context -> TestTls.holders(context) == 0));
      assertThat(TestTls.holders(first)).isEqualTo(engine == Engine.OPENSSL ? 1 : 0);
      assertThat(client.echoes("as before")).isTrue();
      client.close();
      await().until(() -> TestTls.holders(first) == 0);
    }
  }

  @Test
  void noHandshakeFailsWhileCertificatesAreRenewed() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> handshakes =
        CompletableFuture.supplyAsync(
            () -> {
              int count = 0;
              while (!over.get()) {
                try (SSLSocket socket = TlsHandshake.with(server.port())) {
                  count += socket.isConnected() ? 1 : 0;
                } catch (Exception e) {
                  throw new AssertionError("after " + count, e);
                }
              }
              return count;
            });
    for (int i = 0; i < 10; i++) {
      tls.renew("p256");
    }
    over.set(true);
    assertThat(TestServer.await(handshakes)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientThatComesBackResumesItsSession(String version) throws Exception {
    AtomicInteger full = new AtomicInteger();
    SSLContext client = counting(full);
    for (int i = 0; i < 4; i++) {
      assertThat(connect(client, server, version)).isEqualTo("CN=p256");
    }
    assertThat(full).as("full handshakes").hasValue(1);
    tls.renew("p384");
    assertThat(connect(client, server, version)).isEqualTo("CN=p384");
    assertThat(full).as("full handshakes, after a new certificate").hasValue(2);
    connect(client, server, version);
    assertThat(full).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aTicketOfAnotherNodeGetsAFullHandshake(String version) throws Exception {
    AtomicInteger full = new AtomicInteger();
    SSLContext client = counting(full);
    try (TestTls otherTls = new TestTls(engine);
        TestServer otherNode = serve(otherTls)) {
      connect(client, server, version);
      connect(client, otherNode, version);
      assertThat(full).hasValue(2);
      connect(client, otherNode, version);
      assertThat(full).hasValue(2);
    }
  }

  /** To the client all nodes are one host; the ticket comes with the first answer at the latest. */
  private static String connect(SSLContext client, TestServer node, String version)
      throws Exception {
    Socket tcp = new Socket(InetAddress.getLoopbackAddress(), node.port());
    tcp.setSoTimeout(RawSocket.TIMEOUT_MILLIS);
    try (SSLSocket socket =
        (SSLSocket) client.getSocketFactory().createSocket(tcp, "gw.test", 443, true)) {
      socket.setEnabledProtocols(new String[] {version});
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
      RawSocket upgraded = RawSocket.over(socket).upgrade(node.port(), "/ws");
      assertThat(upgraded.echoes("hello")).isTrue();
      upgraded.sendClose(1000, "");
      upgraded.readClose();
      return subject(socket);
    }
  }

  /** A client looks at the certificate in full handshakes only. */
  private static SSLContext counting(AtomicInteger full) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    X509TrustManager counter =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String authType) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String authType) {
            full.incrementAndGet();
          }

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    context.init(null, new TrustManager[] {counter}, null);
    return context;
  }
}
