package io.wsgateway.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A client in some language, of {@code src/test/resources/http-clients}: receives server-sent
 * events, reconnects, and posts what it is given until it is accepted.
 */
final class HttpProgram implements AutoCloseable {
  private static final Path SOURCES = Path.of("src/test/resources/http-clients");

  /**
   * A language.
   *
   * @param check the command that succeeds where its client can run
   * @param command what runs the client, before its address
   */
  record Language(List<String> check, List<String> command) {
    static Language of(String check, String... command) {
      return new Language(List.of("sh", "-c", check), List.of(command));
    }

    /** Whether its client can run here. */
    boolean isHere() throws IOException, InterruptedException {
      Process process =
          new ProcessBuilder(check)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
  }

  private final Process process;
  private final Writer input;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private HttpProgram(Process process) {
    this.process = process;
    this.input = process.outputWriter(UTF_8);
    Thread reader = new Thread(this::read, "http-program");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts one. */
  static HttpProgram start(Language language, String url) throws IOException {
    List<String> command = new ArrayList<>(language.command());
    command.add(url);
    return new HttpProgram(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** A file of the clients' sources. */
  static String source(String name) {
    return SOURCES.resolve(name).toAbsolutePath().toString();
  }

  private void read() {
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("failed " + e.getMessage());
    }
  }

  /** Has it post a text. */
  void post(String text) {
    try {
      input.write(text + "\n");
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(String.join("\n", lines), e);
    }
  }

  /** Whether it still runs. */
  boolean isAlive() {
    return process.isAlive();
  }

  /** What it printed so far. */
  List<String> lines() {
    return lines;
  }

  /** Ends it, with what it started. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
