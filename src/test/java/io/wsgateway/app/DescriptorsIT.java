package io.wsgateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.GatewayLauncher;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.RawSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** More clients than the process may have files open. */
class DescriptorsIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int LIMIT = 400;

  /** The shell's limit holds for what it becomes. */
  private static List<String> limited() {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c"));
    command.add("ulimit -n " + LIMIT + "; exec \"$@\"");
    command.add("sh");
    command.addAll(GatewayLauncher.jvm("-Xmx256m"));
    return command;
  }

  private static int status(GatewayProcess node, String path) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(node.management(path)).timeout(Duration.ofSeconds(20)).build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void theProbesAreAnsweredThoughMoreClientsComeThanFit() throws Exception {
    List<RawSocket> clients = new ArrayList<>();
    try (GatewayProcess node =
        GatewayProcess.named("few")
            .command(limited())
            .config(Path.of("config/demo.yaml"))
            .set("http.headerSeconds", 300)
            .start()
            .awaitReady()) {
      assertThat(node.output()).contains("event=descriptors.few", "limit=" + LIMIT);
      for (int i = 0; i < LIMIT; i++) {
        clients.add(RawSocket.tcp(node.httpPort()));
      }
      // The last is over the cap, and nothing but the cap ends it.
      RawSocket last = clients.get(LIMIT - 1);
      await().atMost(Duration.ofSeconds(60)).until(last::hasEnded);
      assertThat(status(node, "/health/ready")).isEqualTo(200);
      assertThat(node.metric(HTTP, "gateway_connections_limit")).isBetween(50.0, LIMIT - 1.0);
      assertThat(node.metric(HTTP, "process_files_max_files")).isEqualTo(LIMIT);
      assertThat(node.metric(HTTP, "process_files_open_files")).isBetween(50.0, LIMIT - 1.0);
    } finally {
      clients.forEach(RawSocket::close);
    }
  }
}
