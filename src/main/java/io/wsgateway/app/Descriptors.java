package io.wsgateway.app;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The file descriptors of this process: a connection takes one, and when none is left the probes
 * are not answered either.
 *
 * @param limit how many it may have
 * @param open how many it has
 */
record Descriptors(long limit, long open) {
  /** Kept for probes, the API, the cluster, logs, and sockets that are accepted to be closed. */
  private static final int RESERVE = 64;

  private static final Path OPEN = Path.of("/proc/self/fd");

  /** As they are now; empty on systems that do not tell. */
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

  /** How many public connections fit beside what is open. */
  int room() {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, limit - open - RESERVE));
  }
}
