package io.wsgateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The probes of a whole node. Not here: a node that waits for others ({@code OpeningIT}), whose
 * member ended ({@code ClusterOddsIT}), or whose event loops stand still ({@code GatewayIT}).
 */
final class HealthIT {
  private static RunningGateway node;

  @BeforeAll
  static void start() throws Exception {
    node = RunningGateway.of("");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @ParameterizedTest
  @CsvSource({"started,started", "ready,notDraining", "live,eventLoops"})
  void aNodeThatTakesClientsIsUp(String probe, String check) throws Exception {
    // The first answer names what it waited for.
    node.management("/health/started");
    HttpResponse<String> answer = node.management("/health/" + probe);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .startsWith("{\"status\":\"up\",\"checks\":[")
        .contains("{\"name\":\"" + check + "\",\"status\":\"up\"}");
  }

  @Test
  void readinessIsAlsoAskedForAsHealth() throws Exception {
    node.management("/health/started");
    assertThat(node.management("/health").body())
        .isEqualTo(node.management("/health/ready").body());
  }

  @Test
  void aNodeThatDrainsIsNotReadyAndAlive() throws Exception {
    try (RunningGateway draining =
        RunningGateway.of(
            "endpoints: [{path: /ws, channel: chat}]\nkeepAlive: {closeSeconds: 60}\n")) {
      assertThat(draining.management("/health/ready").statusCode()).isEqualTo(200);
      assertThat(draining.page("/healthz").statusCode()).isEqualTo(200);
      assertThat(draining.metric("gateway_draining")).isZero();
      // It does not answer the close, so that the drain goes on for a minute.
      try (RawSocket mute = RawSocket.open(draining.gateway().httpPort(), "/ws")) {
        draining.stop();
        assertThat(mute.readClose().closeCode()).isEqualTo(1012);
        for (String path : List.of("/healthz", "/health")) {
          HttpResponse<String> unready = draining.page(path);
          assertThat(unready.statusCode()).isEqualTo(503);
          assertThat(unready.body()).isEmpty();
        }
        HttpResponse<String> down = draining.management("/health/ready");
        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(down.body())
            .startsWith("{\"status\":\"down\"")
            .contains("\"reason\":\"the node is draining\"");
        assertThat(draining.management("/health/started").statusCode()).isEqualTo(200);
        assertThat(draining.management("/health/live").statusCode()).isEqualTo(200);
        assertThat(draining.metric("gateway_draining")).isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/started", "/ready", "", "/live"})
  void probesAreNotCachedAndAnswerHead(String probe) throws Exception {
    HttpResponse<String> head =
        RunningGateway.send(
            node.request("/health" + probe).method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(node.management("/health" + probe).headers().firstValue("Content-Type"))
        .hasValue("application/json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/health/x", "/"})
  void otherPathsAre404(String path) throws Exception {
    assertThat(node.management(path).statusCode()).isEqualTo(404);
  }

  @Test
  void aProbeCannotBePostedTo() throws Exception {
    HttpResponse<String> answer =
        RunningGateway.send(node.request("/health/live").POST(BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(405);
  }
}
