package io.wsgateway.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.GatewayLauncher;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.Signal;
import io.wsgateway.support.PlainClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The built jar as an operator runs it. */
final class ServeIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Path DEMO = Path.of("config/demo.yaml");
  private static final String MOUNTED = "endpoints: [{path: /ws, channel: chat}]\n";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final String UPGRADE =
      """
      GET /ws HTTP/1.1
      Host: x
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

      """;

  @TempDir private Path folder;

  private static int status(URI uri) throws IOException, InterruptedException {
    return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** It must have ended by itself, with one sentence that says this. */
  private static void assertRefused(GatewayProcess process, String... words)
      throws InterruptedException {
    assertThat(process.awaitExit(SOON)).isNotZero();
    assertThat(process.output()).contains(words);
    assertThat(process.output()).doesNotContain("\tat ", "Exception");
    assertThat(process.output().lines().filter(l -> !l.isBlank())).hasSize(1);
  }

  @Test
  void saysWhereToPointABrowserAClientAndCurl() throws Exception {
    try (GatewayProcess node = GatewayProcess.named("demo").config(DEMO).start().awaitReady()) {
      String site = "localhost:" + node.httpPort();
      Awaitility.await().atMost(SOON).until(() -> node.output().contains("/health/ready"));

      assertThat(node.output())
          .contains("http://" + site + "/", "websocat ws://" + site + "/ws")
          .contains("curl -H 'X-API-Key: ", "/api/publish");
      assertThat(node.readyFile().getLong("pid")).isEqualTo(node.pid());
      assertThat(status(node.management("/health/live"))).isEqualTo(200);
    }
  }

  @Test
  void whatItSaysToTryWorksAsItStandsForPlaceholdersToo() throws Exception {
    String rooms =
        """
        endpoints: [{path: "/rooms/{room}", channel: "room:{room}"}]
        channels: {namespaces: {room: {}}}
        api: {keys: [{name: backend, key: 01234567890123456789012345678901, scopes: [publish]}]}
        """;
    try (GatewayProcess node = GatewayProcess.named("rooms").config(rooms).start().awaitReady()) {
      Awaitility.await().atMost(SOON).until(() -> node.output().contains("/health/ready"));
      assertThat(node.output())
          .contains("websocat ws://localhost:" + node.httpPort() + "/rooms/1")
          .contains("{\"channel\": \"room:1\", \"data\": \"hello\"}")
          .contains("<key of backend>")
          .doesNotContain("01234567890123456789012345678901");
    }
  }

  /** A library that is lost is not missed otherwise: the JDK's way takes over in silence. */
  @Test
  void usesEpollOnLinux() throws Exception {
    try (GatewayProcess node =
        GatewayProcess.named("native").config(DEMO).set("logging.format", "json").start()) {
      Awaitility.await().atMost(SOON).until(() -> node.output().contains("gateway.ready"));
      assertThat(node.output())
          .contains("\"transport\":\"" + (OS.LINUX.isCurrentOs() ? "native" : "nio") + "\"");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void withoutItsLibraryItWarnsAndSaysWhatHelps() throws Exception {
    try (GatewayProcess node =
        GatewayProcess.named("nio")
            .command(GatewayLauncher.jvm("-Xmx256m", "-Dio.netty.transport.noNative=true"))
            .config(DEMO)
            .start()) {
      Awaitility.await().atMost(SOON).until(() -> node.output().contains("event=transport.nio"));
      assertThat(node.output())
          .contains("transport=nio")
          .containsPattern("WARN .*cannot be loaded.*/tmp:exec");
    }
  }

  @Test
  void aPortInUseIsOneSentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        GatewayProcess node =
            GatewayProcess.named("taken")
                .config(DEMO)
                .set("http.port", taken.getLocalPort())
                .start()) {
      assertRefused(node, "port " + taken.getLocalPort(), "in use", "http.port");
    }
  }

  /** What an earlier process left is gone, too: the node is not ready. */
  @Test
  void withLogsAsJsonAFailedStartIsAnEvent() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        GatewayProcess node =
            GatewayProcess.named("json")
                .config(DEMO)
                .set("logging.format", "json")
                .set("http.port", taken.getLocalPort())
                .leftover()
                .start()) {
      assertThat(node.awaitExit(SOON)).isNotZero();
      assertThat(node.saysReady()).isFalse();
      assertThat(failures(node)).singleElement().asString().contains("port", "in use");
    }
  }

  @Test
  void andSoIsEachProblemOfTheConfiguration() throws Exception {
    try (GatewayProcess node =
        GatewayProcess.named("json")
            .config("limits: {mesageBytes: 5}\nlogging: {format: json, levl: 1}")
            .start()) {
      assertThat(node.awaitExit(SOON)).isNotZero();
      assertThat(failures(node)).hasSize(2).anyMatch(m -> m.contains("limits.messageBytes"));
    }
  }

  /** Every line must be JSON. */
  private static List<String> failures(GatewayProcess node) {
    return node.output()
        .lines()
        .map(JsonObject::new)
        .filter(line -> "start.failed".equals(line.getString("event")))
        .filter(line -> "ERROR".equals(line.getString("level")))
        .map(line -> line.getString("message"))
        .toList();
  }

  @Test
  void aManagementPortInUseIsOneSentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        GatewayProcess node =
            GatewayProcess.named("taken")
                .config(DEMO)
                .set("management.port", taken.getLocalPort())
                .set("api.port", taken.getLocalPort())
                .start()) {
      assertRefused(node, "port " + taken.getLocalPort(), "management.port");
    }
  }

  @Test
  void aManagementAddressOfAnotherMachineIsOneSentence() throws Exception {
    try (GatewayProcess node =
        GatewayProcess.named("elsewhere")
            .config(DEMO)
            .set("management.host", "192.0.2.1")
            .start()) {
      assertRefused(node, "192.0.2.1", "management.host");
    }
  }

  @Test
  void aMissingFileIsOneSentence() throws Exception {
    Path missing = folder.resolve("nowhere.yaml");
    try (GatewayProcess node = GatewayProcess.named("missing").config(missing).start()) {
      assertRefused(node, missing + " does not exist");
    }
  }

  @Test
  void aWrongKeyIsOneSentenceThatNamesTheRightOne() throws Exception {
    try (GatewayProcess node =
        GatewayProcess.named("typo").config("limits: {mesageBytes: 5}").start()) {
      assertRefused(node, "limits.mesageBytes", "limits.messageBytes");
    }
  }

  @Test
  void withoutAFileItStaysUpClosedAndSaysWhichKeysToSet() throws Exception {
    try (GatewayProcess node = GatewayProcess.named("closed").start().awaitReady()) {
      Awaitility.await().atMost(SOON).until(() -> node.output().contains("api.keys"));
      assertThat(node.output()).contains("endpoints: [{path: /ws");
      assertThat(status(URI.create("http://127.0.0.1:" + node.httpPort() + "/"))).isEqualTo(404);
    }
  }

  /** Unit files, hooks and wrappers send it more than once. */
  @Test
  void sigtermTellsEveryClientToComeBackAndEndsWithZeroHoweverOftenItIsRepeated() throws Exception {
    try (GatewayProcess node =
        GatewayProcess.named("term")
            .config(DEMO)
            .set("drain.acceptSeconds", 1)
            .start()
            .awaitReady()) {
      List<PlainClient> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        clients.add(PlainClient.connect(node.socket("/ws")));
      }
      for (int i = 0; i < 4; i++) {
        node.terminate();
      }

      for (PlainClient client : clients) {
        assertThat(client.closed()).matches("1012 service restart retry-ms=\\d+");
      }
      assertThat(node.saysReady()).isFalse();
      assertThat(node.awaitExit(SOON)).isZero();
      assertThat(node.output()).contains("drain.started", "gateway.stopped");
      assertThat(node.output()).contains("event=signal.ignored signal=TERM");
    }
  }

  @Test
  void whileBalancersLagReadinessIsOffAndClientsAreStillTakenUntilASecondInterrupt()
      throws Exception {
    // In a shell's background, SIGINT is ignored, also by a gateway that a test starts.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.addAll(GatewayLauncher.jvm());
    try (GatewayProcess node =
            GatewayProcess.named("drain")
                .command(command)
                .config(DEMO)
                .set("drain.acceptSeconds", 600)
                .start()
                .awaitReady();
        PlainClient before = PlainClient.connect(node.socket("/ws"))) {
      node.send(Signal.INT);
      Awaitility.await().atMost(SOON).until(() -> status(node.management("/health/ready")) == 503);

      // For acceptSeconds; what comes behind them, GatewayIT sees.
      try (PlainClient late = PlainClient.connect(node.socket("/ws"))) {
        late.send("still here");
        assertThat(before.next()).isEqualTo("still here");
      }
      node.send(Signal.INT);
      assertThat(node.awaitExit(SOON)).isEqualTo(128 + 2);
      assertThat(node.output()).contains("event=stop.forced signal=INT");
      assertThat(node.saysReady()).isFalse();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void otherSignalsNeitherEndItNorHarmAnybody() throws Exception {
    Path file = folder.resolve("signals.yaml");
    String config = "endpoints: [{path: /ws, channel: chat}]\ndrain: {closeCode: 1001}\n";
    Files.writeString(file, config);
    // Under nohup, SIGHUP is ignored, also by a gateway that a test starts.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP"));
    command.addAll(GatewayLauncher.jvm());
    try (GatewayProcess node =
            GatewayProcess.named("signals").command(command).config(file).start().awaitReady();
        PlainClient client = PlainClient.connect(node.socket("/ws"))) {
      node.send(Signal.USR1);
      node.send(Signal.USR2);
      Files.writeString(file, config + "limits: {messageBytes: 100}\n");
      node.send(Signal.HUP);
      for (String answer :
          List.of("signal=USR1", "signal=USR2", "config.reloaded applied=limits.messageBytes")) {
        Awaitility.await(answer).atMost(SOON).until(() -> node.output().contains(answer));
      }
      client.send("still here");
      assertThat(client.next()).isEqualTo("still here");

      node.terminate();
      assertThat(client.closed()).matches("1001 service restart retry-ms=\\d+");
      assertThat(node.awaitExit(SOON)).isZero();
    }
  }

  /** As Kubernetes mounts a ConfigMap: what is replaced is a link of a link. */
  @Test
  void aMountedFileThatChangesIsTakenByItself() throws Exception {
    Files.writeString(Files.createDirectory(folder.resolve("..1")).resolve("c.yaml"), MOUNTED);
    Files.writeString(
        Files.createDirectory(folder.resolve("..2")).resolve("c.yaml"),
        MOUNTED + "limits: {messageBytes: 100}\n");
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
    Path file = Files.createSymbolicLink(folder.resolve("c.yaml"), Path.of("..data", "c.yaml"));
    try (GatewayProcess node = GatewayProcess.named("mounted").config(file).start().awaitReady()) {
      Files.move(
          Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2")),
          folder.resolve("..data"),
          StandardCopyOption.ATOMIC_MOVE);
      Awaitility.await()
          .atMost(SOON)
          .until(() -> node.output().contains("event=config.reloaded applied=limits.messageBytes"));
      try (PlainClient client = PlainClient.connect(node.socket("/ws"))) {
        client.send("x".repeat(101));
        assertThat(client.closed()).startsWith("1009 ");
      }
    }
  }

  @Test
  void clientsThatNeverAnswerTheCloseDoNotHoldTheStop() throws Exception {
    try (GatewayProcess node =
        GatewayProcess.named("mute")
            .config(DEMO)
            .set("keepAlive.closeSeconds", 1)
            .start()
            .awaitReady()) {
      try (Socket mute = new Socket(InetAddress.getLoopbackAddress(), node.httpPort())) {
        mute.getOutputStream().write(UPGRADE.replace("\n", "\r\n").getBytes(US_ASCII));
        byte[] status = mute.getInputStream().readNBytes(12);
        assertThat(new String(status, US_ASCII)).isEqualTo("HTTP/1.1 101");
        node.terminate();

        assertThat(node.awaitExit(SOON)).isZero();
      }
    }
  }

  @Test
  void afterTheStopThePortIsClosed() throws Exception {
    try (GatewayProcess node = GatewayProcess.named("gone").config(DEMO).start().awaitReady()) {
      URI page = URI.create("http://127.0.0.1:" + node.httpPort() + "/");
      assertThat(status(page)).isEqualTo(200);
      node.terminate();
      assertThat(node.awaitExit(SOON)).isZero();

      assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> status(page)))
          .isInstanceOf(ConnectException.class);
    }
  }
}
