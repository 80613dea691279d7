package io.wsgateway.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long this process' event loops were ready to run and had no processor, as Linux counts it: on
 * a busy machine that is most of what a client waits for. Nothing elsewhere.
 */
final class RunQueue {
  private static final Path TASKS = Path.of("/proc/self/task");

  /** Linux keeps 15 characters of a thread's name. */
  private static final String LOOP = "vert.x-eventloo";

  private final List<Path> loops;

  /** Of the event loops that run by now. */
  RunQueue() {
    loops = Files.isDirectory(TASKS) ? loops() : List.of();
  }

  private static List<Path> loops() {
    try (Stream<Path> tasks = Files.list(TASKS)) {
      return tasks
          .filter(task -> read(task.resolve("comm")).startsWith(LOOP))
          .map(task -> task.resolve("schedstat"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All their waits until now, together; falls when one of them ends. */
  long waitedNanos() {
    long waited = 0;
    for (Path loop : loops) {
      String[] figures = read(loop).trim().split(" ");
      waited += figures.length == 3 ? Long.parseLong(figures[1]) : 0;
    }
    return waited;
  }

  /** Empty when the thread has ended, or the kernel counts nothing. */
  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException ended) {
      return "";
    }
  }
}
