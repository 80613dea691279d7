package io.wsgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCounted;
import io.vertx.core.http.HttpServerOptions;
import io.wsgateway.config.TlsConfig;
import io.wsgateway.config.TlsConfig.Engine;
import io.wsgateway.config.tls.TlsBytes;
import io.wsgateway.config.tls.TlsFileException;
import io.wsgateway.config.tls.TlsPair;
import io.wsgateway.support.TlsEngines;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** TLS of a server of a test, as a port has it; its end fails if native memory is left. */
final class TestTls implements AutoCloseable {
  private static final Path FILES = Path.of("src/test/resources/tls");

  final TlsContexts contexts;

  /** Serves the certificate {@code p256}. */
  TestTls(Engine engine) {
    TlsEngines.assumeLoads(engine);
    contexts = new TlsContexts(TlsLibrary.choose(engine, "http.tls"), pair("p256"), "http.tls");
  }

  /** The TLS of a way such as {@code TLSv1.3 JDK}; null for a way without. */
  static @Nullable TestTls of(String way) {
    Engine engine = way.endsWith("JDK") ? Engine.JDK : Engine.OPENSSL;
    return way.startsWith("TLS") ? new TestTls(engine) : null;
  }

  private static TlsPair pair(String name) {
    String cert = FILES.resolve(name + ".crt").toString();
    String key = FILES.resolve(name + ".key").toString();
    try {
      return TlsBytes.read(new TlsConfig(cert, key, Engine.AUTO)).pair();
    } catch (TlsFileException e) {
      throw new AssertionError(e);
    }
  }

  void secure(HttpServerOptions options) {
    options
        .setSsl(true)
        .setKeyCertOptions(new TlsPort.Certificate())
        .setSslEngineOptions(new TlsPort(contexts, null));
  }

  /** Serves another certificate from now on, or the same with another context. */
  void renew(String name) {
    contexts.renew(pair(name));
  }

  /** How many hold the context: a port, and connections; the JDK's is not counted, and 0. */
  static int holders(SslContext context) {
    return context instanceof ReferenceCounted counted ? counted.refCnt() : 0;
  }

  @Override
  public void close() {
    SslContext last = contexts.current();
    contexts.close();
    await("engines that are left").untilAsserted(() -> assertThat(holders(last)).isZero());
  }
}
