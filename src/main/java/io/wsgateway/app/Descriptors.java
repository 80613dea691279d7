package io.wsgateway.app;

import com.sun.management.UnixOperatingSystemMXBean;
import io.wsgateway.server.ServerParts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the file descriptors of this process. Each connection takes one, and without a free one
 * the node cannot answer its probes either.
 *
 * @param limit how many it may have
 * @param open how many it has
 */
record Descriptors(long limit, long open) {
  private static final Logger log = LoggerFactory.getLogger(Descriptors.class);

  /** Kept for probes, the API, the cluster, logs, and sockets that are accepted to be closed. */
  private static final int RESERVE = 64;

  private static final Path OPEN = Path.of("/proc/self/fd");

  /** The present numbers; empty on systems that do not provide them. */
  static Optional<Descriptors> now() {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os)) {
      return Optional.empty();
    }
    try (Stream<Path> open = Files.list(OPEN)) {
      return Optional.of(new Descriptors(os.getMaxFileDescriptorCount(), open.count()));
    } catch (IOException | SecurityException e) {
      return Optional.empty();
    }
  }

  /** How many public connections fit in addition to what is open. */
  int room() {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, limit - open - RESERVE));
  }

  /**
   * Caps the public connections at what fits, because a node without free descriptors could not
   * answer its probes.
   *
   * @param wanted the configured number
   */
  void cap(ServerParts parts, int wanted) {
    int cap = parts.capTcpConnections(room());
    if (cap < wanted) {
      log.atWarn()
          .addKeyValue("event", "descriptors.few")
          .addKeyValue("limit", limit)
          .addKeyValue("open", open)
          .addKeyValue("cap", cap)
          .log(
              "this process may open {} files and has {} open: it accepts at most {} public"
                  + " connections, not limits.tcpConnections ({}); raise the limit (ulimit -n,"
                  + " LimitNOFILE)",
              limit,
              open,
              cap,
              wanted);
    }
  }
}
