package io.wsgateway.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Measures CPU time and memory of this process, and of the server's process if it is known. */
final class ServerMeter {
  private static final double NANOS_PER_SECOND = 1e9;

  private final @Nullable Long pid;
  private final @Nullable ProcessStat server;
  private final @Nullable ProcessStat own;
  private long startNanos;
  private long wallNanos;
  private long serverCpu;
  private long ownCpu;
  private long rssBefore;
  private long rssAfter;
  private long rssMost;

  ServerMeter(@Nullable Long pid) {
    this.pid = pid;
    this.server = pid == null ? null : new ProcessStat(pid);
    this.own =
        Files.isReadable(Path.of("/proc/self/stat"))
            ? new ProcessStat(ProcessHandle.current().pid())
            : null;
  }

  /** Starts the measurement. */
  void start() {
    startNanos = System.nanoTime();
    serverCpu = server == null ? 0 : server.cpuNanos();
    ownCpu = own == null ? 0 : own.cpuNanos();
    rssBefore = server == null ? 0 : server.rssBytes();
    rssMost = rssBefore;
  }

  /** Samples the memory during the measurement. */
  void sample() {
    if (server != null) {
      rssMost = Math.max(rssMost, server.rssBytes());
    }
  }

  /** Ends the measurement. */
  void stop() {
    wallNanos = System.nanoTime() - startNanos;
    serverCpu = server == null ? 0 : server.cpuNanos() - serverCpu;
    ownCpu = own == null ? 0 : own.cpuNanos() - ownCpu;
    rssAfter = server == null ? 0 : server.rssBytes();
    rssMost = Math.max(rssMost, rssAfter);
  }

  double seconds() {
    return wallNanos / NANOS_PER_SECOND;
  }

  /** Returns how many cores this process used. */
  double ownCores() {
    return wallNanos == 0 ? 0 : (double) ownCpu / wallNanos;
  }

  /** Returns by how much the resident memory grew during the run. */
  long rssGrowth() {
    return rssAfter - rssBefore;
  }

  /**
   * Returns the figures of the server.
   *
   * @param per the name of the unit that CPU time is divided by, which ends the key
   */
  @Nullable JsonObject server(String per, long count) {
    if (server == null) {
      return null;
    }
    JsonObject json =
        new JsonObject()
            .put("pid", pid)
            .put("cpuSeconds", serverCpu / NANOS_PER_SECOND)
            .put("cpuCores", wallNanos == 0 ? 0 : (double) serverCpu / wallNanos);
    if (count > 0) {
      json.put("cpuMicrosPer" + per, serverCpu / 1e3 / count);
    }
    return json.put("rssBefore", rssBefore).put("rssAfter", rssAfter).put("rssMax", rssMost);
  }

  JsonObject client() {
    return new JsonObject()
        .put("cpuSeconds", ownCpu / NANOS_PER_SECOND)
        .put("cpuCores", ownCores());
  }

  /** Runs a full garbage collection in the server, which is a JVM. */
  void collectGarbage() {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      Process process =
          new ProcessBuilder(jcmd.toString(), String.valueOf(pid), "GC.run")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new BenchException("--gc: jcmd " + pid + " GC.run failed; is the server a JVM?");
      }
    } catch (IOException e) {
      throw new BenchException("--gc needs a JDK with jcmd: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }
}
