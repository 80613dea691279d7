package io.wsgateway.app;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.api.LoopHeartbeats;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.kit.Patience;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A whole node as it is wired: its probes, its keys, its stop. */
final class GatewayIT {
  private static final int LOOPS = 2;

  /** So many small messages at once weigh several times the smallest hub queue. */
  private static final int BURST = 4000;

  private final AtomicLong now = new AtomicLong();
  private Gateway gateway;
  private boolean stopped;

  @BeforeEach
  void start() {
    String yaml =
        """
        node: {eventLoops: %d}
        http: {host: 127.0.0.1, port: 0}
        management: {host: 127.0.0.1, port: 0}
        api: {port: 0}
        keepAlive: {closeSeconds: 60}
        endpoints: [{path: /ws, channel: chat}]
        limits: {hubQueueBytes: 65536, messageBytes: 1024, messagesPerSecond: 100000}
        metrics: {path: /prometheus}
        """
            .formatted(LOOPS);
    gateway =
        join(
            Gateway.start(
                ConfigLoader.parse(Patience.YAML + yaml).config(),
                Promise.<Void>promise().future(),
                Future.succeededFuture(),
                new LoopHeartbeats(now::get)));
  }

  @AfterEach
  void stop() {
    if (!stopped) {
      join(gateway.close());
    }
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, SECONDS).join();
  }

  private RawHttp.Answer management(String path) {
    return RawHttp.exchange(
        gateway.managementPort(),
        RawHttp.request("GET " + path + " HTTP/1.1", "Host: a", "Connection: close"));
  }

  @Test
  void everyEventLoopIsWatched() {
    // Those of the public port and the relay's; a beat may come between the leap and the question.
    String all = (LOOPS + 1) + " of " + (LOOPS + 1) + " event loops have not moved for 30 s";
    await()
        .until(
            () -> {
              now.addAndGet(Duration.ofSeconds(31).toNanos());
              RawHttp.Answer answer = management("/health/live");
              return answer.status() == 503 && answer.body().contains(all);
            });
    await().until(() -> management("/health/live").status() == 200);
  }

  @Test
  void metricsAreWhereTheyAreConfigured() {
    assertThat(management("/prometheus").status()).isEqualTo(200);
    assertThat(management("/metrics").status()).isEqualTo(404);
  }

  @Test
  void whatDoesNotFitTheConfiguredHubQueueIsAGap() {
    byte[] burst = new byte[0];
    byte[] message = RawSocket.frame(RawSocket.TEXT, new byte[] {'x'});
    for (int i = 0; i < BURST; i++) {
      burst = RawSocket.join(burst, message);
    }
    try (RawSocket client = RawSocket.open(gateway.httpPort(), "/ws")) {
      client.send(burst);
      RawSocket.Frame close = client.readClose();
      assertThat(close.closeCode()).isEqualTo(4010);
      assertThat(close.closeReason()).matches("missed messages retry-ms=\\d+");
    }
  }

  @Test
  void aNodeThatDrainsRefusesUpgradesUntilItsLastClientIsGone() {
    String upgrade = RawHttp.request(RawHttp.upgrade("/ws").toArray(String[]::new));
    Future<Void> stop;
    try (RawSocket mute = RawSocket.open(gateway.httpPort(), "/ws")) {
      stopped = true;
      stop = gateway.stop();
      assertThat(mute.readClose().closeCode()).isEqualTo(1012);
      // It does not answer the close, so that the drain goes on for a minute.
      RawHttp.Answer refused = RawHttp.exchange(gateway.httpPort(), upgrade);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.code()).isEqualTo("draining");
      assertThat(stop.isComplete()).isFalse();
    }
    join(stop);
  }
}
