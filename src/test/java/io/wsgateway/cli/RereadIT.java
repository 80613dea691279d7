package io.wsgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.app.Gateway;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.config.load.ConfigSources;
import io.wsgateway.support.Logs;
import io.wsgateway.support.PemFiles;
import io.wsgateway.support.TlsHandshake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP at a node in this JVM, without the signal. */
class RereadIT {
  @TempDir private Path folder;

  private void write(PemFiles tls, String more) throws IOException {
    Files.writeString(
        folder.resolve("a.yaml"),
        """
        http: {host: 127.0.0.1, port: 0, tls: {cert: %1$s, key: %2$s}}
        management: {host: 127.0.0.1, port: 0, tls: {cert: %1$s, key: %2$s}}
        api: {port: 0}
        %3$s
        """
            .formatted(tls.cert(), tls.key(), more));
  }

  private static void answers(Reread reread, String... texts) {
    try (Logs logs = new Logs(Reread.class)) {
      reread.run();
      assertThat(logs.lines()).singleElement().asString().contains(texts);
    }
  }

  @Test
  void aNodeThatIsNotThereIgnoresIt() {
    answers(new Reread(), "signal.ignored");
  }

  @Test
  void certificatesAreLoadedAndKeysThatNeedARestartNamed() throws Exception {
    PemFiles tls = new PemFiles(folder);
    Certificate first = tls.renew("first");
    write(tls, "");
    ConfigSources sources = new ConfigSources(folder.resolve("a.yaml"), Map.of(), List.of());
    GatewayConfig config = ConfigLoader.load(sources).config();
    Gateway gateway =
        Gateway.start(config).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    try {
      Reread reread = new Reread();
      reread.of(new Reread.Running(gateway, config, sources));
      answers(reread, "config.reread", "no key has changed");
      assertThat(TlsHandshake.served(gateway.httpPort())).isEqualTo(first);

      Certificate second = tls.renew("a second with a longer name");
      write(tls, "limits: {messageBytes: 100, connections: 7}");
      answers(reread, "config.reread", "limits.connections,limits.messageBytes\"", "a restart");
      assertThat(TlsHandshake.served(gateway.httpPort())).isEqualTo(second);
      assertThat(TlsHandshake.served(gateway.managementPort())).isEqualTo(second);

      write(tls, "limits: {messageBytes: x, nonsense: 1}");
      answers(reread, "config.invalid", "limits.messageBytes", "limits.nonsense");

      reread.of(null);
      answers(reread, "signal.ignored");
    } finally {
      gateway.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }
}
