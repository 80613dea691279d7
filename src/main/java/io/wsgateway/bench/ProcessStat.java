package io.wsgateway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the CPU time and memory of a process from {@code /proc}; Linux only. */
final class ProcessStat {
  /** Linux reports times to user space in 1/100 s on every platform that a JVM supports. */
  private static final long NANOS_PER_TICK = 10_000_000;

  private final Path directory;

  /**
   * Creates it for a process.
   *
   * @throws BenchException if it cannot be read
   */
  ProcessStat(long pid) {
    directory = Path.of("/proc", Long.toString(pid));
    cpuNanos();
  }

  /** Returns user and system time of all threads. */
  long cpuNanos() {
    return cpuNanos(read("stat"));
  }

  static long cpuNanos(String stat) {
    // The name is in parentheses and may contain any character.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_PER_TICK;
  }

  /** Returns the resident memory in bytes. */
  long rssBytes() {
    for (String line : read("status").split("\n", -1)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new BenchException("The process " + directory.getFileName() + " has ended.");
  }

  private String read(String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException e) {
      throw new BenchException(
          "The process "
              + directory.getFileName()
              + " cannot be measured: "
              + directory.resolve(file)
              + " is not readable.",
          e);
    }
  }
}
