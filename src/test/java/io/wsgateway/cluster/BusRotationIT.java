package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.eventbus.DeliveryOptions;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.TestAuthority;
import io.wsgateway.support.TestBackend;
import io.wsgateway.support.TlsHandshake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The event bus of two nodes moves from one authority to another while it runs. */
final class BusRotationIT {
  private static final long SEND_MILLIS = 20_000;
  private static final long SHORT_MILLIS = 2000;

  @TempDir private Path folder;

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void write(String name, Path... parts) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (Path part : parts) {
      whole.writeBytes(Files.readAllBytes(part));
    }
    Files.write(file(name), whole.toByteArray());
  }

  private static void reload(RunningCluster cluster) throws Exception {
    for (int node = 0; node < 2; node++) {
      cluster
          .node(node)
          .gateway()
          .reloadTls()
          .toCompletionStage()
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
    }
  }

  private static Certificate certificate(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static void nodesReachEachOther(PlainClient from, PlainClient to, String text)
      throws Exception {
    from.send(text);
    assertThat(to.next()).isEqualTo(text);
    assertThat(from.next()).isEqualTo(text);
  }

  /** Its request takes one new connection, and the reply another one in the other direction. */
  private static void joins(RunningCluster cluster, TestAuthority authority, long millis) {
    try (TestBackend backend =
        TestBackend.join(cluster, true, TestBackend.bus(authority, "node"))) {
      for (int node = 0; node < 2; node++) {
        assertThat(backend.request("gateway.publish.node" + node, "", channel(millis)).body())
            .isNotNull();
      }
    }
  }

  private static DeliveryOptions channel(long millis) {
    return new DeliveryOptions().setSendTimeout(millis).addHeader("channel", "other");
  }

  @Test
  void newConnectionsUseTheNewCertificateAndTheOthersStay() throws Exception {
    TestAuthority before = new TestAuthority(file("before")).issue("node");
    TestAuthority after = new TestAuthority(file("after")).issue("node");
    write("cert", before.cert("node"));
    write("key", before.key("node"));
    write("ca", before.ca());
    String tls = "{cert: %s, key: %s, ca: %s}".formatted(file("cert"), file("key"), file("ca"));
    try (RunningCluster cluster =
            RunningCluster.secured(2, tls, "endpoints: [{path: /ws, channel: chat}]\n");
        PlainClient first = PlainClient.connect(cluster.node(0).ws("/ws"));
        PlainClient second = PlainClient.connect(cluster.node(1).ws("/ws"))) {
      nodesReachEachOther(first, second, "before");

      // Both authorities first, so that members with either certificate are accepted.
      write("ca", before.ca(), after.ca());
      reload(cluster);
      joins(cluster, before, SEND_MILLIS);
      assertThat(TlsHandshake.served(cluster.busPort(0)))
          .isEqualTo(certificate(before.cert("node")));

      write("cert", after.cert("node"));
      reload(cluster);
      assertThat(TlsHandshake.served(cluster.busPort(0)))
          .as("without its key")
          .isEqualTo(certificate(before.cert("node")));
      write("key", after.key("node"));
      reload(cluster);
      for (int node = 0; node < 2; node++) {
        assertThat(TlsHandshake.served(cluster.busPort(node)))
            .isEqualTo(certificate(after.cert("node")));
      }
      joins(cluster, after, SEND_MILLIS);
      nodesReachEachOther(second, first, "during");

      write("ca", after.ca());
      reload(cluster);
      joins(cluster, after, SEND_MILLIS);
      assertThatThrownBy(() -> joins(cluster, before, SHORT_MILLIS))
          .isNotInstanceOf(AssertionError.class);
      nodesReachEachOther(first, second, "after");
    }
  }
}
