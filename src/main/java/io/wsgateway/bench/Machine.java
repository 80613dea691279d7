package io.wsgateway.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Describes the machine of a run; without it, the figures cannot be compared. */
final class Machine {
  private Machine() {}

  static JsonObject json() {
    List<String> cpus = lines("/proc/cpuinfo");
    long processors = cpus.stream().filter(line -> line.startsWith("processor")).count();
    String model =
        cpus.stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).trim())
            .findFirst()
            .orElse(System.getProperty("os.arch"));
    int allowed = Runtime.getRuntime().availableProcessors();
    return new JsonObject()
        .put("cores", processors == 0 ? allowed : processors)
        .put("coresOfLoadGenerator", allowed)
        .put("cpu", model)
        .put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .put("jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
  }

  /** Returns the load average of the last minute, negative if unknown. */
  static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (IOException e) {
      return List.of(); // not Linux
    }
  }
}
