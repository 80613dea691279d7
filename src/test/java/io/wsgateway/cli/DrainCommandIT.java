package io.wsgateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.wsgateway.kit.FreePorts;
import io.wsgateway.support.PemFiles;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ws-gateway drain} against a node. */
final class DrainCommandIT {
  private static final String READER = "a-key-that-may-only-read-of-thirty-two-bytes";
  private static final String ENDPOINTS = "endpoints: [{path: /ws, channel: chat}]\n";
  private static final String MUTE = ENDPOINTS + "keepAlive: {closeSeconds: 60}\n";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path key;

  @BeforeEach
  void key() throws IOException {
    key = file("key", RunningGateway.KEY + "\n");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private int run(String... arguments) {
    return Cli.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private int drain(RunningGateway node, Path keyFile, String... more) {
    String[] arguments = new String[5 + more.length];
    arguments[0] = "drain";
    arguments[1] = "--url";
    arguments[2] = "http://127.0.0.1:" + node.gateway().apiPort();
    arguments[3] = "--key-file";
    arguments[4] = keyFile.toString();
    System.arraycopy(more, 0, arguments, 5, more.length);
    return run(arguments);
  }

  private void assertFailed(int code, String... words) {
    assertThat(code).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines()).singleElement().asString().contains(words);
    assertThat(err.toString()).doesNotContain(RunningGateway.KEY, "Exception");
  }

  @Test
  void itEndsWhenNobodyIsLeft() throws Exception {
    try (RunningGateway node = RunningGateway.of(ENDPOINTS);
        PlainClient client = PlainClient.connect(node.ws("/ws"))) {
      assertThat(drain(node, key)).isZero();
      assertThat(client.closed()).startsWith("1012 service restart");
      assertThat(out.toString()).startsWith("draining, connections left: ").endsWith("drained\n");
      assertThat(err.toString()).isEmpty();
      // Again, as a hook that is repeated does.
      assertThat(drain(node, key)).isZero();
    }
  }

  @Test
  void itEndsWithThreeWhenTheTimeToWaitIsOver() throws Exception {
    try (RunningGateway node = RunningGateway.of(MUTE);
        RawSocket mute = RawSocket.open(node.gateway().httpPort(), "/ws")) {
      assertThat(drain(node, key, "--wait-seconds", "1")).isEqualTo(3);
      assertThat(out.toString()).contains("still draining after 1 s, connections left: 1");
      assertThat(mute.readClose().closeCode()).isEqualTo(1012);
    }
  }

  /** A hook's time is bounded, whatever the node does: the grace period counts on it. */
  @Test
  void theTimeToWaitIsOverAlsoForANodeThatDoesNotAnswerAnyMore() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    HttpServer stalls =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    stalls.setExecutor(work -> new Thread(work).start());
    stalls.createContext(
        "/api/drain",
        exchange -> {
          if (calls.getAndIncrement() > 0) {
            try {
              over.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          byte[] body = "{\"result\":{\"draining\":true,\"remaining\":7}}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    stalls.start();
    try {
      String url = "http://127.0.0.1:" + stalls.getAddress().getPort();
      assertThat(run("drain", "--url", url, "--key-file", key.toString(), "--wait-seconds", "1"))
          .isEqualTo(3);
      assertThat(out.toString()).contains("still draining after 1 s, connections left: 7");
    } finally {
      over.countDown();
      stalls.stop(0);
    }
  }

  @Test
  void itFailsWhenTheDrainIsUndone() throws Exception {
    try (RunningGateway node = RunningGateway.of(MUTE);
        RawSocket mute = RawSocket.open(node.gateway().httpPort(), "/ws")) {
      CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> drain(node, key));
      assertThat(mute.readClose().closeCode()).isEqualTo(1012);
      await().until(() -> out.toString().contains("draining"));
      node.api("undrain", "{}");
      assertThat(code.get(30, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(err.toString()).contains("undone");
    }
  }

  @Test
  void aWrongKeyAMissingScopeAndAnotherPortAreOneSentenceEach() throws Exception {
    String keys = "{name: t, key: %s, scopes: [manage]}, {name: r, key: %s, scopes: [read]}";
    String api = "api: {port: 0, keys: [" + keys.formatted(RunningGateway.KEY, READER) + "]}\n";
    try (RunningGateway node = RunningGateway.of(api + ENDPOINTS)) {
      Path wrong = file("wrong", "x".repeat(40));
      assertFailed(drain(node, wrong), "does not accept the key in " + wrong);
      err.getBuffer().setLength(0);
      Path reader = file("reader", READER);
      assertFailed(drain(node, reader), reader.toString(), "lacks the scope manage");
      err.getBuffer().setLength(0);
      String open = "http://127.0.0.1:" + node.gateway().httpPort();
      assertFailed(run("drain", "--url", open, "--key-file", key.toString()), "api.port", open);
      assertThat(node.management("/health/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void withoutAKeyTheNodeSaysThatItsApiIsOff() throws Exception {
    try (RunningGateway node = RunningGateway.of("api: {port: 0}\n" + ENDPOINTS)) {
      assertFailed(drain(node, key), "no key is configured");
    }
  }

  @Test
  void aNodeThatIsNotThereIsOneSentence() {
    String url = "http://127.0.0.1:" + FreePorts.of(1)[0];
    assertFailed(
        run("drain", "--url", url, "--key-file", key.toString()), url, "nothing listens there");
  }

  @Test
  void aCertificateThatNobodyTrustsIsOneSentence() throws Exception {
    PemFiles pem = new PemFiles(folder);
    pem.renew("localhost");
    String yaml =
        "management: {host: 127.0.0.1, port: 0, tls: {cert: %s, key: %s}}%n"
            .formatted(pem.cert(), pem.key());
    try (RunningGateway node = RunningGateway.of(yaml + ENDPOINTS)) {
      String url = "https://127.0.0.1:" + node.gateway().apiPort();
      assertFailed(
          run("drain", "--url", url, "--key-file", key.toString()), url, "TLS", "trustStore");
      err.getBuffer().setLength(0);
      String plain = url.replace("https", "http");
      assertFailed(run("drain", "--url", plain, "--key-file", key.toString()), plain);
    }
  }

  @Test
  void aKeyFileThatIsNotThereOrHoldsNoKeyIsOneSentence() throws Exception {
    Path missing = folder.resolve("missing");
    assertFailed(run("drain", "--key-file", missing.toString()), missing + " does not exist");
    err.getBuffer().setLength(0);
    Path empty = file("empty", "\n");
    assertFailed(run("drain", "--key-file", empty.toString()), empty + " must hold one API key");
    err.getBuffer().setLength(0);
    Path lines = file("lines", "one\ntwo\n");
    assertFailed(run("drain", "--key-file", lines.toString()), lines + " must hold one API key");
  }

  @ParameterizedTest
  @CsvSource({
    "--url,ftp://127.0.0.1:8081",
    "--url,127.0.0.1:8081",
    "--url,http://u:p@127.0.0.1:8081",
    "--url,http://127.0.0.1:8081?x",
    "--wait-seconds,-1",
    "--wait-seconds,soon"
  })
  void aWrongCommandLineEndsWithTwo(String option, String value) {
    assertThat(run("drain", "--key-file", key.toString(), option, value)).isEqualTo(2);
    assertThat(err.toString()).contains(option);
  }

  @Test
  void theKeyFileMustBeNamed() {
    assertThat(run("drain")).isEqualTo(2);
    assertThat(err.toString()).contains("--key-file");
  }
}
