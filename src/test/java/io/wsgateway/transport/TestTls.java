package io.wsgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.ReferenceCounted;
import io.vertx.core.http.HttpServerOptions;
import io.wsgateway.config.TlsConfig;
import io.wsgateway.config.TlsConfig.Engine;
import io.wsgateway.config.tls.TlsBytes;
import io.wsgateway.config.tls.TlsFileException;
import io.wsgateway.config.tls.TlsPair;
import io.wsgateway.support.PemFiles;
import io.wsgateway.support.TlsEngines;
import java.nio.file.Path;

/** TLS of a server of a test, as a port has it; its end fails if native memory is left. */
final class TestTls implements AutoCloseable {
  private final PemFiles files;
  final TlsContexts contexts;

  TestTls(Engine engine, Path folder) {
    TlsEngines.assumeLoads(engine);
    files = new PemFiles(folder);
    contexts = new TlsContexts(TlsLibrary.choose(engine, "http.tls"), pair("first"), "http.tls");
  }

  private TlsPair pair(String name) {
    files.renew(name);
    return read();
  }

  private TlsPair read() {
    try {
      return TlsBytes.read(
              new TlsConfig(files.cert().toString(), files.key().toString(), Engine.AUTO))
          .pair();
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

  /** Serves another certificate from now on. */
  void renew(String name) {
    contexts.renew(pair(name));
  }

  /** Makes the context anew, of the same files. */
  void renewSame() {
    contexts.renew(read());
  }

  /** How many hold the context; the JDK's is not counted, and 0. */
  static int holders(Object context) {
    return context instanceof ReferenceCounted counted ? counted.refCnt() : 0;
  }

  @Override
  public void close() {
    Object last = contexts.current();
    contexts.close();
    await("engines that are left").untilAsserted(() -> assertThat(holders(last)).isZero());
  }
}
