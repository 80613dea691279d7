package io.wsgateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import io.wsgateway.app.StartException;
import io.wsgateway.support.RunningGateway;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the audit log of a node shows of the calls of its API. */
final class AuditIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String LIMITED = "l".repeat(32);
  private static final String SECRET = "data-that-nobody-records";

  @TempDir private Path folder;
  private Path file;
  private RunningGateway node;

  private static String yaml(Path file) {
    return """
    endpoints: [{path: /ws, channel: chat}]
    limits: {apiBodyBytes: 200000}
    logging: {audit: "%s"}
    api:
      port: 0
      keys:
        - {name: t, key: %s, scopes: [publish, read, manage]}
        - {name: limited, key: %s, scopes: [publish], channels: [chat]}
    """
        .formatted(file, RunningGateway.KEY, LIMITED);
  }

  @BeforeEach
  void start() throws Exception {
    file = folder.resolve("audit.json");
    node = RunningGateway.of(yaml(file));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private List<JsonObject> lines(int atLeast) throws Exception {
    await().atMost(LIMIT).until(() -> Files.readAllLines(file).size() >= atLeast);
    return Files.readAllLines(file).stream().map(JsonObject::new).toList();
  }

  private static void call(HttpRequest.Builder request, String key) throws Exception {
    RunningGateway.send(request.header("X-API-Key", key));
  }

  private void call(String method, String key, String body) throws Exception {
    call(node.post(method, body), key);
  }

  private static JsonObject without(JsonObject line, String... more) {
    JsonObject rest = line.copy();
    rest.remove("time");
    for (String name : more) {
      rest.remove(name);
    }
    return rest;
  }

  private static JsonObject line(String key, String method, String outcome) {
    return new JsonObject()
        .put("event", "api.audit")
        .put("key", key)
        .put("method", method)
        .put("outcome", outcome)
        .put("remote", "127.0.0.1");
  }

  @Test
  void aLineSaysWhoDidWhatWhereAndHowItEnded() throws Exception {
    Instant before = Instant.now().minusSeconds(1);
    String data = "\"data\":\"" + SECRET + "\"";
    call("publish", RunningGateway.KEY, "{\"channel\":\"chat\"," + data + "}");
    call("publish", LIMITED, "{\"channel\":\"no\",\"tags\":{\"a\":\"" + SECRET + "\"}}");
    call("publish", RunningGateway.KEY, "{\"channel\":\"no:1\"," + data + "}");
    call("broadcast", RunningGateway.KEY, "{\"channels\":[\"chat\",\"no:1\"]," + data + "}");
    call("send", RunningGateway.KEY, "{\"client\":\"nobody-x\"," + data + "}");
    call("disconnect", RunningGateway.KEY, "{\"user\":\"u1\"}");
    call("block", RunningGateway.KEY, "{\"user\":\"u1\",\"seconds\":60}");
    call("drain", RunningGateway.KEY, "{\"status\":true}");
    call("drain", LIMITED, "{}");
    call("publish", RunningGateway.KEY, "no JSON: " + SECRET);
    call("publish", RunningGateway.KEY, "{\"channel\":[\"" + SECRET + "\"]}");
    call("publish", RunningGateway.KEY, "x".repeat(200_001));
    call(node.post("publish", "{}").header("Content-Encoding", "gzip"), RunningGateway.KEY);

    List<JsonObject> lines = lines(12);
    assertThat(lines.stream().map(l -> without(l)).toList())
        .containsExactly(
            line("t", "publish", "ok").put("channel", "chat"),
            line("limited", "publish", "103").put("channel", "no"),
            line("t", "publish", "102").put("channel", "no:1"),
            line("t", "broadcast", "ok")
                .put("channels", List.of("chat", "no:1"))
                .put("count", 2)
                .put("failures", 1),
            line("t", "send", "104").put("client", "nobody-x"),
            line("t", "disconnect", "ok").put("user", "u1"),
            line("t", "block", "ok").put("user", "u1").put("seconds", 60),
            line("t", "drain", "ok"),
            line("limited", "drain", "403"),
            line("t", "publish", "400"),
            line("t", "publish", "400"),
            line("t", "publish", "413"),
            line("t", "publish", "415"));
    assertThat(lines)
        .allSatisfy(l -> assertThat(l.getInstant("time")).isBetween(before, Instant.now()));
    assertThat(file).content().doesNotContain(SECRET, RunningGateway.KEY, LIMITED);
  }

  @Test
  void aQuestionIsRecordedWithoutItsToken() throws Exception {
    String path = "\"path\":\"/ws?token=" + SECRET + "\"";
    call("explain", RunningGateway.KEY, "{" + path + ",\"token\":\"" + SECRET + "\"}");
    call(
        "explain",
        RunningGateway.KEY,
        "{\"channel\":\"chat\",\"user\":\"u1\",\"action\":\"subscribe\"}");
    call(
        "explain",
        RunningGateway.KEY,
        "{" + path + ",\"headers\":{\"Cookie\":\"" + SECRET + "\"}}");

    assertThat(lines(3).stream().map(l -> without(l)).toList())
        .containsExactly(
            line("t", "explain", "ok").put("path", "/ws"),
            line("t", "explain", "ok")
                .put("channel", "chat")
                .put("user", "u1")
                .put("action", "subscribe"),
            line("t", "explain", "ok").put("path", "/ws"));
    assertThat(file).content().doesNotContain(SECRET);
  }

  @Test
  void wrongKeysAreLinesTooAndAFloodOfThemIsNot() throws Exception {
    for (int i = 0; i < 30; i++) {
      call("publish", "wrong-key-" + i, "{\"channel\":\"chat\"}");
    }
    for (int i = 0; i < 2 * AuditTrail.KEYLESS_PER_MINUTE; i++) {
      RunningGateway.send(node.post("publish", "{}"));
    }
    call("publish", RunningGateway.KEY, "{\"channel\":\"chat\",\"data\":1}");

    List<JsonObject> lines = lines(AuditTrail.KEYLESS_PER_MINUTE + 1);
    assertThat(lines).hasSize(AuditTrail.KEYLESS_PER_MINUTE + 1);
    assertThat(without(lines.get(0))).isEqualTo(line("", "publish", "401"));
    assertThat(lines.stream().filter(l -> l.getString("outcome").equals("429"))).hasSize(1);
    assertThat(lines.get(lines.size() - 1).getString("outcome")).isEqualTo("ok");
    assertThat(file).content().doesNotContain("wrong-key");
  }

  @Test
  void aFileThatLogrotateMovesAwayIsFollowed() throws Exception {
    call("publish", RunningGateway.KEY, "{\"channel\":\"chat\",\"data\":1}");
    lines(1);
    Path moved = Files.move(file, folder.resolve("audit.json.1"));
    call("publish", RunningGateway.KEY, "{\"channel\":\"chat\",\"data\":2}");
    await().atMost(LIMIT).until(() -> Files.exists(file));
    assertThat(lines(1)).hasSize(1);
    assertThat(Files.readAllLines(moved)).hasSize(1);
  }

  @Test
  void callsAreAnsweredWhileNothingCanBeWritten() throws Exception {
    Files.delete(file);
    Files.createDirectory(file);
    for (int i = 0; i < 5; i++) {
      assertThat(node.api("publish", "{\"channel\":\"chat\",\"data\":1}").body())
          .isEqualTo("{\"result\":{}}");
    }
    await()
        .atMost(LIMIT)
        .until(() -> node.metric("gateway_audit_dropped_total{reason=\"failed\"}") == 5);
  }

  @Test
  void whatWasRecordedIsWrittenBeforeTheNodeEnds() throws Exception {
    Path another = folder.resolve("another.json");
    try (RunningGateway ending = RunningGateway.of(yaml(another))) {
      for (int i = 0; i < 200; i++) {
        ending.api("publish", "{\"channel\":\"chat\",\"data\":1}");
      }
    }
    assertThat(Files.readAllLines(another)).hasSize(200);
  }

  @Test
  void aHostileNameIsOneLineThatActsOnNothing() throws Exception {
    String name = "a\\u001b[31m\\n\\\"},{" + "\\u202e".repeat(5000);
    call("publish", RunningGateway.KEY, "{\"channel\":\"" + name + "\",\"data\":1}");
    assertThat(lines(1)).hasSize(1);
    assertThat(file).content().doesNotContain("\u001b", "\u202e").hasSizeLessThan(16_384);
  }

  @Test
  void aFileThatCannotBeWrittenStopsTheStart() {
    Path missing = folder.resolve("missing").resolve("audit.json");
    assertThatThrownBy(() -> RunningGateway.of(yaml(missing)).close())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(StartException.class)
        .hasMessageContaining("logging.audit: the file")
        .hasMessageContaining("its directory does not exist");
    assertThat(missing).doesNotExist();
    await().atMost(LIMIT).until(() -> threads().size() <= 1);
  }

  /** One at most: that of the node that every test has. */
  private static Set<Thread> threads() {
    Set<Thread> all = new HashSet<>(Thread.getAllStackTraces().keySet());
    all.removeIf(thread -> !thread.getName().equals("audit-log"));
    return all;
  }
}
