package io.wsgateway.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A proxy as a child process in a directory of its own, ended with whatever it started. */
final class ProxyProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final Process process;
  private final Path log;
  private final Thread atExit = new Thread(this::end);

  private ProxyProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  static ProxyProcess start(Path directory, List<String> command) throws IOException {
    Path log = directory.resolve("output.log");
    return new ProxyProcess(in(directory, command, log).start(), log);
  }

  private static ProcessBuilder in(Path directory, List<String> command, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("XDG_DATA_HOME", directory.toString());
    builder.environment().put("XDG_CONFIG_HOME", directory.toString());
    return builder;
  }

  /** Waits until it listens; fails at once, with its output, if it ends instead. */
  void awaitPort(int port) {
    Awaitility.await("port " + port)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .failFast(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError("the proxy ended: " + output());
              }
            })
        .until(() -> listens(port));
  }

  /** Reloads until it listens there: told again when the first time was too early for it. */
  void reload(List<String> command, int port) throws IOException, InterruptedException {
    run(command);
    long[] told = {System.nanoTime()};
    Awaitility.await("port " + port)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              if (System.nanoTime() - told[0] > AGAIN.toNanos()) {
                run(command);
                told[0] = System.nanoTime();
              }
              return listens(port);
            });
  }

  /** Waits until it does not listen there any more. */
  void awaitNoPort(int port) {
    Awaitility.await("no port " + port)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !listens(port));
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs a command that tells it something. */
  void run(List<String> command) throws IOException, InterruptedException {
    Process told = in(log.getParent(), command, log).start();
    if (!told.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || told.exitValue() != 0) {
      told.destroyForcibly();
      throw new AssertionError(command + " failed: " + output());
    }
  }

  long pid() {
    return process.pid();
  }

  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void end() {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroy();
    try {
      process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    started.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
