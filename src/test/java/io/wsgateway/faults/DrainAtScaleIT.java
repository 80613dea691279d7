package io.wsgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.GatewayProcess;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The pace of a drain of many idle connections, as their clients see it. */
@Tag("faults")
final class DrainAtScaleIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int CLIENTS = 10_000;
  private static final String KEY = "the-key-of-a-test-of-thirty-two-bytes";
  private static final String CONFIG =
      """
      api: {keys: [{name: test, key: %s, scopes: [manage]}]}
      endpoints: [{path: /chat, channel: chat}]
      drain: {windowSeconds: 20}
      """
          .formatted(KEY);

  @Test
  void noSecondHasMoreThanHalfAgainAsManyClosesAsTheMean() throws Exception {
    try (GatewayProcess node = GatewayProcess.named("drain").config(CONFIG).start().awaitReady();
        Audience audience = new Audience(node.httpPort(), "/chat", CLIENTS, 11)) {
      await().atMost(LIMIT).until(() -> audience.joined() == CLIENTS);
      HttpRequest drain =
          HttpRequest.newBuilder(node.management("/api/drain"))
              .header("X-API-Key", KEY)
              .POST(BodyPublishers.ofString("{}"))
              .build();
      assertThat(HttpClient.newHttpClient().send(drain, BodyHandlers.ofString()).body())
          .contains("\"draining\":true");
      await().atMost(LIMIT).until(() -> audience.gone() == CLIENTS);

      List<Long> closes = audience.closes();
      assertThat(closes).hasSize(CLIENTS);
      long first = closes.get(0);
      double seconds = (closes.get(CLIENTS - 1) - first) / 1e9;
      int[] each = new int[(int) seconds + 1];
      closes.forEach(at -> each[(int) TimeUnit.NANOSECONDS.toSeconds(at - first)]++);
      double mean = CLIENTS / seconds;
      System.out.printf(
          "drain of %d: %.1f s, mean %.0f a second, most %d (%.2f x), each second %s%n",
          CLIENTS,
          seconds,
          mean,
          Arrays.stream(each).max().orElseThrow(),
          Arrays.stream(each).max().orElseThrow() / mean,
          Arrays.toString(each));
      assertThat((double) Arrays.stream(each).max().orElseThrow()).isLessThanOrEqualTo(1.5 * mean);
    }
  }
}
