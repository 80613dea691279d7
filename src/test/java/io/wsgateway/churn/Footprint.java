package io.wsgateway.churn;

import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a gateway's process holds, after a full garbage collection.
 *
 * @param connections WebSockets, by its own meter
 * @param descriptors open files, sockets among them
 * @param heap bytes in use
 * @param direct bytes of direct buffers; what Netty's allocator holds is among them, whichever it
 *     is, while Vert.x's own meters know the pooled one only
 * @param resident bytes of the process in memory
 */
record Footprint(int connections, int descriptors, long heap, long direct, long resident) {
  private static final int GC_SECONDS = 60;

  static Footprint of(GatewayProcess gateway) throws IOException, InterruptedException {
    collectGarbage(gateway.pid());
    List<String> metrics = metrics(gateway);
    Path proc = Path.of("/proc", Long.toString(gateway.pid()));
    int descriptors;
    try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
      descriptors = (int) open.count();
    }
    String rss =
        Files.readAllLines(proc.resolve("status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return new Footprint(
        (int) sum(metrics, "gateway_connections{"),
        descriptors,
        sum(metrics, "jvm_memory_used_bytes{area=\"heap\""),
        sum(metrics, "jvm_buffer_memory_used_bytes{id=\"direct\""),
        Long.parseLong(rss.replaceAll("[^0-9]", "")) * 1024);
  }

  private static long sum(List<String> metrics, String prefix) {
    List<String> found = metrics.stream().filter(line -> line.startsWith(prefix)).toList();
    if (found.isEmpty()) {
      throw new AssertionError("no metric begins with " + prefix);
    }
    return (long)
        found.stream()
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
            .sum();
  }

  /** By a connection that ends, so that it is not counted among the descriptors for long. */
  private static List<String> metrics(GatewayProcess gateway) {
    String request = RawHttp.request("GET /metrics HTTP/1.1", "Host: test", "Connection: close");
    return RawHttp.exchange(gateway.managementPort(), request).body().lines().toList();
  }

  private static void collectGarbage(long pid) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(GC_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError("jcmd " + pid + " GC.run failed");
    }
  }

  @Override
  public String toString() {
    return "%d connections, %d descriptors, heap %.1f MB, direct %.1f MB, resident %.1f MB"
        .formatted(connections, descriptors, mega(heap), mega(direct), mega(resident));
  }

  private static double mega(long bytes) {
    return bytes / (double) (1 << 20);
  }
}
