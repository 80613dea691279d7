package io.wsgateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthIT {
  private final AtomicLong now = new AtomicLong();
  private ManagementServer server;

  @BeforeEach
  void start() {
    server = new ManagementServer(ManagementServer.keys(), 0, null, new LoopHeartbeats(now::get));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void startedIsDownUntilEverythingHasComeTrueOnce() throws Exception {
    server.startup =
        List.of(Check.of("listening", true, ""), Check.of("joined", false, "no member yet"));
    var down = server.get("/health/started");
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
  void readyGoesWithTheNodesReadiness() throws Exception {
    assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
    server.readiness = List.of(Check.of("notDraining", false, "the node is draining"));
    var down = server.get("/health/ready");
    assertThat(down.statusCode()).isEqualTo(503);
    assertThat(down.body()).contains("the node is draining");
    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void liveGoesWithTheNodesLiveness() throws Exception {
    server.liveness = List.of(Check.of("member", false, "the cluster member has stopped"));
    assertThat(server.get("/health/live").statusCode()).isEqualTo(503);
  }

  @Test
  void anEventLoopThatIsSilentForThirtySecondsIsNotAlive() throws Exception {
    var loop = server.vertx.getOrCreateContext();
    server.heartbeats.register(loop);
    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    now.addAndGet(Duration.ofSeconds(30).toNanos());
    assertThat(server.heartbeats.check().reason())
        .isEqualTo("1 of 1 event loops have not moved for 30 s");
    // The next beat takes the new time.
    await().until(() -> server.get("/health/live").statusCode() == 200);
  }

  @Test
  void aBlockedEventLoopGoesSilent() throws Exception {
    var loop = server.vertx.getOrCreateContext();
    var release = new java.util.concurrent.CountDownLatch(1);
    server.heartbeats.register(loop);
    loop.runOnContext(v -> uninterruptibly(release));
    now.addAndGet(Duration.ofSeconds(31).toNanos());
    // A beat that was under way when the clock jumped may still count; the next cannot come.
    await()
        .until(
            () -> {
              now.addAndGet(Duration.ofSeconds(31).toNanos());
              return server.get("/health/live").statusCode() == 503;
            });
    release.countDown();
    await().until(() -> server.get("/health/live").statusCode() == 200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"started", "ready", "live"})
  void probesAreNotCachedAndAnswerHead(String probe) throws Exception {
    var head =
        server.send(server.request("/health/" + probe).method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(server.get("/health/" + probe).headers().firstValue("Content-Type"))
        .hasValue("application/json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/health/", "/health/x", "/"})
  void otherPathsAre404(String path) throws Exception {
    assertThat(server.get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void aProbeCannotBePostedTo() throws Exception {
    assertThat(
            server.send(server.request("/health/live").POST(BodyPublishers.noBody())).statusCode())
        .isEqualTo(405);
  }

  private static void uninterruptibly(java.util.concurrent.CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
