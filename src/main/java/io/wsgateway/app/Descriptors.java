package io.wsgateway.app;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Counts the file descriptors of this process. Each connection takes one, and without a free one
 * the node cannot answer its probes either.
 *
 * @param limit how many it may have
 * @param open how many it has
 */
record Descriptors(long limit, long open) {
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
}
