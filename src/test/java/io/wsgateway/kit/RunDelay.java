package io.wsgateway.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long the threads of a gateway process that its answers hang on could have run and were given
 * no processor, from Linux's own accounting: on a machine that is busy with other things, that is
 * no fault of the gateway.
 */
public final class RunDelay {
  /** The event loops, and who stops them all to collect garbage. */
  private static final List<String> THREADS = List.of("vert.x-eventloo", "VM Thread", "GC Thread");

  private final Path tasks;

  /** Of a process. */
  public RunDelay(long pid) {
    tasks = Path.of("/proc", Long.toString(pid), "task");
  }

  /** The sum since its start, of the one that waited longest. */
  public long nanos() {
    try (Stream<Path> threads = Files.list(tasks)) {
      return threads.mapToLong(RunDelay::nanos).max().orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long nanos(Path thread) {
    try {
      String name = Files.readString(thread.resolve("comm"));
      if (THREADS.stream().noneMatch(name::startsWith)) {
        return 0;
      }
      // Time on a processor, time that it waited for one, and how often it got one.
      return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", -1)[1]);
    } catch (IOException ended) {
      return 0;
    }
  }
}
