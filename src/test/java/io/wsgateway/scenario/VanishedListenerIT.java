package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wsgateway.kit.NetworkNamespaces;
import io.wsgateway.support.EventClient;
import io.wsgateway.support.RunningGateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A client of server-sent events whose network is gone without a sign. */
final class VanishedListenerIT {
  private static final String CONFIG =
      """
      http: {host: 0.0.0.0, port: 0}
      keepAlive: {pingSeconds: 1, readIdleSeconds: 4, closeSeconds: 2}
      endpoints: [{path: /chat, channel: chat, welcome: hi}]
      """;

  @Test
  void endsByItsSilenceAndOneThatIsThereStays() throws Exception {
    Optional<String> obstacle = NetworkNamespaces.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> obstacle.orElseThrow());
    try (NetworkNamespaces namespaces = NetworkNamespaces.of(1);
        RunningGateway node = RunningGateway.of(CONFIG);
        EventClient here = EventClient.connect(node, "/chat")) {
      Process curl =
          new ProcessBuilder(
                  namespaces.command(
                      0,
                      List.of(
                          "curl",
                          "-sN",
                          "-H",
                          "Accept: text/event-stream",
                          "http://"
                              + namespaces.self()
                              + ":"
                              + node.gateway().httpPort()
                              + "/chat")))
              .start();
      try (BufferedReader events = curl.inputReader()) {
        assertThat(firstOf(events)).isEqualTo("data: hi");
        // It stays for longer than it may be silent, since its kernel acknowledges the comments.
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> here.comments() >= 6 && node.connections("sse") == 2);
        namespaces.cutFromHere(0);
        await().atMost(Duration.ofSeconds(60)).until(() -> node.connections("sse") == 1);
        assertThat(node.metric("gateway_closes_total{code=\"1001\"}")).isEqualTo(1);
        assertThat(here.hasMore()).isTrue(); // the welcome, and not an end
        assertThat(here.next()).isEqualTo("hi");
        assertThat(here.hasMore()).isFalse();
      } finally {
        curl.destroyForcibly();
      }
    }
  }

  /** Comments and the ends of events come before it. */
  private static String firstOf(BufferedReader events) throws IOException {
    String line = events.readLine();
    while (line.equals(":") || line.isEmpty()) {
      line = events.readLine();
    }
    return line;
  }
}
