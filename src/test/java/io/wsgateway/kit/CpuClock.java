package io.wsgateway.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** How busy the threads of a process were since this was made, from Linux's own accounting. */
public final class CpuClock {
  /** Of {@code /proc}: a hundred a second, whatever the kernel's timer does. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int UTIME = 11;
  private static final int STIME = 12;
  private static final double NANOS = 1e9;

  private final Path tasks;
  private final Map<String, Long> before;
  private final long started = System.nanoTime();

  /** Begins to measure. */
  public CpuClock(long pid) {
    tasks = Path.of("/proc", Long.toString(pid), "task");
    before = read();
  }

  /** The share of one processor that the whole process took. */
  public double process() {
    return read().entrySet().stream().mapToDouble(this::share).sum();
  }

  /** The share of one processor that its busiest thread took. */
  public double busiestThread() {
    return read().entrySet().stream().mapToDouble(this::share).max().orElse(0);
  }

  private double share(Map.Entry<String, Long> thread) {
    long ticks = thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
    return ticks / TICKS_PER_SECOND / ((System.nanoTime() - started) / NANOS);
  }

  private Map<String, Long> read() {
    Map<String, Long> ticks = new ConcurrentHashMap<>();
    try (Stream<Path> threads = Files.list(tasks)) {
      threads.forEach(
          thread -> {
            try {
              String stat = Files.readString(thread.resolve("stat"));
              List<String> fields =
                  List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
              ticks.put(
                  thread.getFileName().toString(),
                  Long.parseLong(fields.get(UTIME)) + Long.parseLong(fields.get(STIME)));
            } catch (IOException ended) {
              // The thread is no more.
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ticks;
  }
}
