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
 * no fault of the gateway. Nothing on other systems.
 */
public final class RunDelay {
  /** The event loops, and who stops them all to collect garbage; Linux keeps 15 characters. */
  private static final List<String> THREADS = List.of("vert.x-eventloo", "VM Thread", "GC Thread");

  private final List<Path> threads;

  private RunDelay(Path tasks) {
    threads = Files.isDirectory(tasks) ? threads(tasks) : List.of();
  }

  /** Of a process, with the threads that it has by now. */
  public static RunDelay of(long pid) {
    return new RunDelay(Path.of("/proc", Long.toString(pid), "task"));
  }

  /** Of this process. */
  public static RunDelay ofSelf() {
    return of(ProcessHandle.current().pid());
  }

  private static List<Path> threads(Path tasks) {
    try (Stream<Path> all = Files.list(tasks)) {
      return all.filter(RunDelay::counts).map(thread -> thread.resolve("schedstat")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean counts(Path thread) {
    String name = read(thread.resolve("comm"));
    return THREADS.stream().anyMatch(name::startsWith);
  }

  /** A moment: what each thread had waited until then. */
  public long[] now() {
    return threads.stream().mapToLong(RunDelay::nanos).toArray();
  }

  /** How long the one that waited longest has waited since a moment, in nanoseconds. */
  public long nanosSince(long[] moment) {
    long longest = 0;
    for (int i = 0; i < moment.length; i++) {
      longest = Math.max(longest, nanos(threads.get(i)) - moment[i]);
    }
    return longest;
  }

  /** Its time on a processor, the time that it waited for one, and how often it got one. */
  private static long nanos(Path schedstat) {
    String[] figures = read(schedstat).split(" ", -1);
    return figures.length > 1 ? Long.parseLong(figures[1]) : 0;
  }

  /** Empty when the thread has ended. */
  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException ended) {
      return "";
    }
  }
}
