package io.wsgateway.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.GatewayLauncher;
import io.wsgateway.support.PlainClient;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each example runs by its one command, does what its README says, and ends with Ctrl-C. */
final class ExamplesIT {
  @BeforeAll
  static void needsPython() {
    ExampleRun.assumePython();
  }

  @Test
  void chatSendsAMessageToItsRoomOnly() throws Exception {
    try (ExampleRun run = ExampleRun.of("chat");
        PlainClient ann = run.connect("/chat/kitchen");
        PlainClient bob = run.connect("/chat/kitchen");
        PlainClient eve = run.connect("/chat/garden")) {
      ann.send("this is not JSON, and is dropped");
      ann.send("{\"from\":\"Ann\",\"text\":\"soup\"}");
      eve.send("{\"from\":\"Eve\",\"text\":\"rain\"}");
      assertThat(ann.next()).isEqualTo("{\"from\":\"Ann\",\"text\":\"soup\"}");
      assertThat(bob.next()).isEqualTo("{\"from\":\"Ann\",\"text\":\"soup\"}");
      assertThat(eve.next()).isEqualTo("{\"from\":\"Eve\",\"text\":\"rain\"}");
      servesOnlyItsPage(run);
      Path files = Path.of(run.output().replaceFirst("(?s).*Logs are in (\\S+).*", "$1"));
      assertThat(files.resolve("api.key")).exists();
      run.endsOnInterrupt();
      assertThat(files).doesNotExist();
    }
  }

  @Test
  void tickerSendsAllPricesAndEndsWhenItsPublisherDoes() throws Exception {
    try (ExampleRun run = ExampleRun.of("ticker");
        PlainClient client = run.connect("/prices")) {
      JsonObject prices = new JsonObject(client.next());
      assertThat(prices.fieldNames()).hasSize(6);
      assertThat(prices.getDouble("ACME")).isPositive();
      assertThat(new JsonObject(client.next()).fieldNames()).isEqualTo(prices.fieldNames());
      List<ProcessHandle> started = run.started();
      assertThat(started).hasSize(2);
      assertThat(started)
          .filteredOn(process -> !isJava(process))
          .hasSize(1)
          .allMatch(ProcessHandle::destroyForcibly);
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.output()).contains("The publisher ended with exit code -9. Its log, ");
      assertThat(started).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void gameSendsTheLatestPositionsAndSkipsOthers() throws Exception {
    try (ExampleRun run = ExampleRun.of("game");
        PlainClient client = run.connect("/arena")) {
      List<Integer> ticks = client.next(20).stream().map(ExamplesIT::tick).toList();
      assertThat(ticks).isSorted().doesNotHaveDuplicates();
      // 60 a second are published, and at most 20 a second arrive.
      assertThat(ticks.get(19) - ticks.get(0)).isGreaterThan(19);
      run.endsOnInterrupt();
    }
  }

  private static int tick(String message) {
    return new JsonObject(message).getInteger("tick");
  }

  @Test
  void deliverySendsThePositionOfTheIdInThePath() throws Exception {
    try (ExampleRun run = ExampleRun.of("delivery");
        PlainClient first = run.connect("/deliveries/1001");
        PlainClient second = run.connect("/deliveries/1002")) {
      JsonObject one = new JsonObject(first.next());
      JsonObject two = new JsonObject(second.next());
      assertThat(one.getDouble("done")).isBetween(0.0, 1.0);
      assertThat(one.getJsonArray("route")).isNotEqualTo(two.getJsonArray("route"));
      assertThat(new JsonObject(first.next()).getJsonArray("route"))
          .isEqualTo(one.getJsonArray("route"));
      run.endsOnInterrupt();
    }
  }

  @Test
  void notificationsGoToTheUserOfTheTokenOnly() throws Exception {
    try (ExampleRun run = ExampleRun.of("notifications")) {
      String token = run.get("/token?user=carol").body();
      assertThat(run.get("/token?user=no%20name").statusCode()).isEqualTo(400);
      try (PlainClient carol = run.connect("/me", "bearer", token);
          PlainClient nobody = run.connect("/me")) {
        assertThat(nobody.closed()).startsWith("4401");
        publishByTheCommandThatItPrints(run, "user:carol");
        String message;
        do {
          message = carol.next();
        } while (!message.contains("\"data\""));
        assertThat(message).contains("only Alice sees this");
        assertThat(carol.hasMore()).as("what is sent to alice and bob").isFalse();
      }
      run.endsOnInterrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"go", "php"})
  void backendReceivesWhatClientsWriteAndCountsThem(String language) throws Exception {
    ExampleRun.assumeLanguage(language);
    try (ExampleRun run = ExampleRun.of("backend-" + language);
        PlainClient ann = run.connect("/chat/lobby");
        PlainClient bob = run.connect("/chat/lobby")) {
      ann.send("{\"from\":\"Ann\",\"text\":\"hello ü\"}");
      for (PlainClient client : List.of(ann, bob)) {
        assertThat(new JsonObject(client.next()))
            .isEqualTo(new JsonObject().put("from", "Ann").put("text", "hello ü"));
      }
      bob.send("{\"from\":\"Bob\",\"text\":17}");
      assertThat(bob.next()).contains("\"code\":422").contains("a message has from and text");
      awaitOnline(ann, 2);
      bob.close(1000, "");
      awaitOnline(ann, 1);
      assertThat(bob.hasMore()).as("answers to another client").isFalse();
      run.endsOnInterrupt();
    }
  }

  /** Events arrive a moment after what they are about. */
  private static void awaitOnline(PlainClient client, int count) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              client.send("{\"from\":\"Ann\",\"text\":\"/online\"}");
              return new JsonObject(client.next()).getString("text");
            },
            (count + " online")::equals);
  }

  /** With another channel, so that nothing else is published there. */
  private static void publishByTheCommandThatItPrints(ExampleRun run, String channel)
      throws Exception {
    String command = run.output().replaceFirst("(?s).*publish +(curl.*)\nPress.*", "$1");
    assertThat(command).startsWith("curl");
    assertThat(ExampleRun.succeeds("bash", "-c", command.replace("user:alice", channel))).isTrue();
  }

  /** By anything but the browser's own requests, too. */
  private static void servesOnlyItsPage(ExampleRun run) throws Exception {
    assertThat(run.get("/").headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(
            policy -> assertThat(policy).contains("default-src 'none'").doesNotContain("unsafe"));
    assertThat(run.get("/reconnect.js").body()).contains("ReconnectingSocket");
    for (String path : List.of("/gateway.yaml", "/../run", "/%2e%2e/run", "/api.key", "/./")) {
      assertThat(run.get(path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void interruptedBeforeTheGatewayIsReadyItEndsTheGateway() throws Exception {
    try (ExampleRun run = ExampleRun.start("chat", "--any-port", "--jar", GatewayLauncher.jar())) {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> run.started().stream().anyMatch(ExamplesIT::isJava));
      run.endsOnInterrupt();
      assertThat(run.output()).doesNotContain("Ctrl-C");
    }
  }

  private static boolean isJava(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("java");
  }

  @Test
  void withoutAJarItSaysHowToBuildIt() throws Exception {
    try (ExampleRun run = ExampleRun.start("chat", "--any-port", "--jar", "target/no.jar")) {
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.output())
          .contains("no.jar is not built")
          .contains("mvn -q -DskipTests package");
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      for (String option : List.of("--port", "--api-port", "--page-port")) {
        try (ExampleRun run =
            ExampleRun.start("chat", option, port, "--jar", GatewayLauncher.jar())) {
          assertThat(run.exit()).isEqualTo(1);
          // Another one of the three may be taken by someone else, and is named first then.
          assertThat(run.output())
              .contains(" cannot be used, perhaps because another program uses it.");
        }
      }
    }
  }

  @Test
  void helpListsTheExamplesAndAWrongNameDoesToo() throws Exception {
    try (ExampleRun help = ExampleRun.start("--help");
        ExampleRun wrong = ExampleRun.start("chess")) {
      assertThat(help.exit()).isZero();
      assertThat(wrong.exit()).isEqualTo(2);
      for (Path example : ExamplesTest.examples()) {
        assertThat(help.output()).contains(example.getFileName().toString());
      }
      assertThat(wrong.output()).contains("chess").contains("ticker");
    }
  }
}
