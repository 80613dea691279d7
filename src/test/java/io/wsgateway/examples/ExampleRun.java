package io.wsgateway.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.GatewayLauncher;
import io.wsgateway.support.PlainClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** {@code examples/run}, as a process of its own; the end of a test ends all that it started. */
final class ExampleRun implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern PAGE = Pattern.compile("open +(http://localhost:\\d+)/");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final Path output;

  /** Also those that are nobody's children any more. */
  private final Set<ProcessHandle> seen = new HashSet<>();

  private ExampleRun(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Skips the test without a Python that can run the script. */
  static void assumePython() {
    assumeTrue(succeeds("python3", "-c", "import http.server"), "the examples need python3");
  }

  /** Skips the test without a language. */
  static void assumeLanguage(String language) {
    assumeTrue(
        succeeds(language, language.equals("go") ? "version" : "--version"),
        () -> "the backend in " + language + " needs " + language);
  }

  /** Whether a program is there and succeeds. */
  static boolean succeeds(String... line) {
    try {
      Process process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Starts it with these arguments, and returns at once. */
  static ExampleRun start(String... arguments) throws IOException {
    Path output = Files.createTempFile("example", ".out");
    List<String> line = new ArrayList<>(List.of("examples/run"));
    line.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // Half of the CPU time of a start.
    builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    return new ExampleRun(builder.start(), output);
  }

  /** Runs an example on free ports until it says what to open. */
  static ExampleRun of(String example) throws IOException {
    ExampleRun run = start(example, "--any-port", "--jar", GatewayLauncher.jar());
    Awaitility.await(example)
        .atMost(LIMIT)
        .failFast(() -> assertThat(run.process.isAlive()).as(run.output()).isTrue())
        .until(() -> run.output().contains("Ctrl-C"));
    assertThat(run.started()).as("processes of %s", example).isNotEmpty();
    return run;
  }

  /** What it has printed so far. */
  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The address of the page, without a slash at its end; also the page's origin. */
  String page() {
    Matcher page = PAGE.matcher(output());
    assertThat(page.find()).as(output()).isTrue();
    return page.group(1);
  }

  /** Reads a file of the page. */
  HttpResponse<String> get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(page() + path)).build();
    return HTTP.send(request, BodyHandlers.ofString());
  }

  /** Connects to an endpoint of the gateway as the page would. */
  PlainClient connect(String path, String... protocols) throws Exception {
    String gateway = new JsonObject(get("/gateway.json").body()).getString("url");
    return PlainClient.connect(
        URI.create(gateway + path),
        builder -> {
          builder.header("Origin", page());
          if (protocols.length > 0) {
            builder.subprotocols(
                protocols[0],
                List.of(protocols).subList(1, protocols.length).toArray(new String[0]));
          }
          return builder;
        });
  }

  /** The processes that it has started. */
  List<ProcessHandle> started() {
    List<ProcessHandle> started = process.descendants().toList();
    seen.addAll(started);
    return started;
  }

  /** Presses Ctrl-C. */
  void interrupt() throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  /** Waits for its end. */
  int exit() throws InterruptedException {
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(output()).isTrue();
    return process.exitValue();
  }

  /** Presses Ctrl-C, and sees everything end. */
  void endsOnInterrupt() throws Exception {
    List<ProcessHandle> started = started();
    assertThat(started).isNotEmpty();
    interrupt();
    assertThat(exit()).as(output()).isZero();
    assertThat(started).noneMatch(ProcessHandle::isAlive);
  }

  @Override
  public void close() {
    started();
    process.destroyForcibly();
    seen.forEach(ProcessHandle::destroyForcibly);
  }
}
