package io.wsgateway.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The example {@code examples/backend.py}: decides who connects, answers, and counts. */
final class PythonBackendIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String CONFIG =
      """
      auth: {refuseHoldMillis: 20}
      endpoints:
        - {path: /me, channel: "user:{user}", auth: hook, onMessage: forward, awaitReply: true}
      channels: {namespaces: {user: {}}}
      events: {send: [connected, subscribed, unsubscribed, disconnected, nodeLost]}
      hooks:
        secret: %1$s
        clientHeaders: [Authorization]
        connect: {url: "http://127.0.0.1:%2$d/connect"}
        inbound: {url: "http://127.0.0.1:%2$d/message"}
        events: {url: "http://127.0.0.1:%2$d/events"}
      """;

  private int port;
  private Process python;

  @BeforeEach
  void start() throws Exception {
    assumeThat(isThere("python3")).as("python3 is installed").isTrue();
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    ProcessBuilder builder = new ProcessBuilder("python3", "examples/backend.py");
    builder.environment().put("HOOK_SECRET", SECRET);
    builder.environment().put("PORT", Integer.toString(port));
    python =
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    await().atMost(SOON).until(this::listens);
  }

  @AfterEach
  void stop() throws Exception {
    if (python != null) {
      python.destroy();
      python.waitFor(20, TimeUnit.SECONDS);
    }
  }

  private static boolean isThere(String program) throws InterruptedException {
    try {
      return new ProcessBuilder(program, "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static PlainClient client(RunningGateway node, String key) throws Exception {
    return PlainClient.connect(node.ws("/me"), builder -> builder.subprotocols("bearer", key));
  }

  private static String asked(PlainClient client, String text) throws Exception {
    client.send(text);
    return client.next();
  }

  @Test
  void decidesAnswersAndCounts() throws Exception {
    try (RunningGateway node = RunningGateway.of(CONFIG.formatted(SECRET, port))) {
      try (PlainClient eve = client(node, "key-of-eve")) {
        assertThat(eve.closed()).isEqualTo("4503 wrong key");
      }
      try (PlainClient alice = client(node, "key-of-alice")) {
        await()
            .atMost(SOON)
            .untilAsserted(() -> assertThat(asked(alice, "hé")).isEqualTo("alice: hé (1 online)"));
        try (PlainClient again = client(node, "key-of-alice");
            PlainClient bob = client(node, "key-of-bob")) {
          await()
              .atMost(SOON)
              .untilAsserted(() -> assertThat(asked(bob, "hi")).isEqualTo("bob: hi (2 online)"));
          assertThat(asked(again, "hi")).isEqualTo("alice: hi (2 online)");
        }
        await()
            .atMost(SOON)
            .untilAsserted(
                () -> assertThat(asked(alice, "bye")).isEqualTo("alice: bye (1 online)"));
      }
    }
  }

  @Test
  void takesEventsThatItDoesNotKnow() throws Exception {
    String batch =
        """
        [{"event":"connected","client":"c1","user":"alice"},
         {"event":"nodeLost","lostNode":"pod-a","lostBoot":"b"},
         {"event":"subscribed","client":"c1","user":"alice","channel":"chat"},
         {"event":"something"}]""";
    assertThat(signed("/events", batch).statusCode()).isEqualTo(200);
    assertThat(signed("/message", "hi").body()).endsWith(": hi (1 online)");
    assertThat(signed("/events", batch.replace("connected", "disconnected")).statusCode())
        .isEqualTo(200);
    assertThat(signed("/message", "hi").body()).endsWith(": hi (0 online)");
  }

  private HttpResponse<String> signed(String path, String body) throws Exception {
    long seconds = System.currentTimeMillis() / 1000;
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET), "HmacSHA256"));
    byte[] digest = mac.doFinal(("m." + seconds + "." + body).getBytes(UTF_8));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("webhook-id", "m")
                .header("webhook-timestamp", Long.toString(seconds))
                .header("webhook-signature", "v1," + Base64.getEncoder().encodeToString(digest))
                .header("X-Gateway-User", "")
                .POST(HttpRequest.BodyPublishers.ofString(body, UTF_8))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void believesOnlyTheGateway() throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/connect"))
            .header("Authorization", "Bearer key-of-alice")
            .POST(HttpRequest.BodyPublishers.ofString("{}", UTF_8));
    HttpResponse.BodyHandler<String> text = HttpResponse.BodyHandlers.ofString();
    assertThat(HttpClient.newHttpClient().send(request.build(), text).statusCode()).isEqualTo(400);
    request.header("webhook-id", "m").header("webhook-timestamp", "1");
    request.header("webhook-signature", "v1,AAAA");
    assertThat(HttpClient.newHttpClient().send(request.build(), text).statusCode()).isEqualTo(400);
  }
}
