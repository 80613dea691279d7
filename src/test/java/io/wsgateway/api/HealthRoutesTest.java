package io.wsgateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the probes make of a node's checks, whatever those are. */
final class HealthRoutesTest {
  private final ManagementServer server =
      ManagementServer.failing(new IllegalStateException("nobody publishes"));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void startedIsDownUntilEverythingHasComeTrueOnce() throws Exception {
    server.startup =
        List.of(Check.of("listening", true, ""), Check.of("joined", false, "no member yet"));
    HttpResponse<String> down = server.get("/health/started");
    assertThat(down.statusCode()).isEqualTo(503);
    assertThat(down.body())
        .isEqualTo(
            "{\"status\":\"down\",\"checks\":[{\"name\":\"listening\",\"status\":\"up\"},"
                + "{\"name\":\"joined\",\"status\":\"down\",\"reason\":\"no member yet\"}]}");
    assertThat(server.get("/health/ready").statusCode()).isEqualTo(503);
    server.startup = List.of(Check.of("joined", true, ""));
    assertThat(server.get("/health/started").statusCode()).isEqualTo(200);
    server.startup = List.of(Check.of("joined", false, "gone again"));
    assertThat(server.get("/health/started").statusCode()).isEqualTo(200);
    assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void readyAndLiveGoEachWithTheirOwnChecks() throws Exception {
    server.readiness = List.of(Check.of("notDraining", false, "it is draining"));
    assertThat(server.get("/health/ready").body()).contains("it is draining");
    assertThat(server.get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    server.readiness = List.of();
    server.liveness = List.of(Check.of("member", false, "the cluster member has stopped"));
    assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(server.get("/health/live").statusCode()).isEqualTo(503);
  }
}
