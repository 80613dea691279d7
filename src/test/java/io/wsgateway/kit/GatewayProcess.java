package io.wsgateway.kit;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A gateway as a process of its own. {@link #close} ends it in whatever state it is, and so does
 * the end of the test's JVM.
 */
public final class GatewayProcess implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);

  private final String name;
  private final String host;
  private final Process process;
  private final Path log;
  private final Path ready;
  private final Thread atExit;
  private volatile String wrote = "";

  GatewayProcess(String name, String host, Process process, Path log, Path ready) {
    this.name = name;
    this.host = host;
    this.process = process;
    this.log = log;
    this.ready = ready;
    atExit = new Thread(this::end);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Begins to describe a process; the name is the node's. */
  public static GatewayLauncher named(String name) {
    return new GatewayLauncher(name);
  }

  /**
   * Waits until it has said that it is ready; fails at once, with its output, if it ends instead.
   */
  public GatewayProcess awaitReady() {
    if (!wrote.isEmpty()) {
      return this;
    }
    Awaitility.await(name + " to be ready")
        .atMost(START)
        .pollInterval(Duration.ofMillis(20))
        .failFast(this::failIfEnded)
        .until(() -> Files.exists(ready) && Files.size(ready) > 0);
    readyFile();
    return this;
  }

  private void failIfEnded() {
    if (!process.isAlive() && !Files.exists(ready)) {
      throw new AssertionError(
          "%s ended with exit code %d before it was ready:%n%s"
              .formatted(name, process.exitValue(), output()));
    }
  }

  /** What it wrote when it became ready; its file goes when it stops. */
  public JsonObject readyFile() {
    if (wrote.isEmpty()) {
      wrote = read();
    }
    return new JsonObject(wrote);
  }

  /** Whether its ready file is there. */
  public boolean saysReady() {
    return Files.exists(ready);
  }

  private String read() {
    try {
      return Files.readString(ready);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " is not ready", e);
    }
  }

  /** The public port. */
  public int httpPort() {
    return readyFile().getInteger("httpPort");
  }

  /** The port of health, metrics and, unless configured otherwise, the API. */
  public int managementPort() {
    return readyFile().getInteger("managementPort");
  }

  /** A WebSocket address on the public port. */
  public URI socket(String path) {
    return URI.create("ws://" + host + ":" + httpPort() + path);
  }

  /** An HTTP address on the management port. */
  public URI management(String path) {
    return URI.create("http://" + host + ":" + managementPort() + path);
  }

  public String name() {
    return name;
  }

  /** A value of its metrics page, summed over labels; 0 when it is not there. */
  public double metric(HttpClient http, String metric) {
    try {
      return http.send(
              HttpRequest.newBuilder(management("/metrics")).build(), BodyHandlers.ofLines())
          .body()
          .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Everything it printed so far. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal. */
  public void send(Signal signal) {
    signal.to(process);
  }

  /** Asks it to stop (SIGTERM). */
  public void terminate() {
    Signal.TERM.to(process);
  }

  /** Ends it without warning (SIGKILL). */
  public void kill() {
    Signal.KILL.to(process);
  }

  /** Stops it in its tracks, sockets open (SIGSTOP). */
  public void pause() {
    Signal.STOP.to(process);
  }

  /** Lets it go on (SIGCONT). */
  public void resume() {
    Signal.CONT.to(process);
  }

  /** Waits for its end; fails at the limit. */
  public int awaitExit(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("%s did not end within %s:%n%s".formatted(name, limit, output()));
    }
    return process.exitValue();
  }

  private void end() {
    // Once it is gone, nobody knows any more whose children they were.
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly().onExit().join();
    started.forEach(ProcessHandle::destroyForcibly);
  }

  /** Kills it and what it started, paused or not, and waits until it is gone. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
      Files.deleteIfExists(ready);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
