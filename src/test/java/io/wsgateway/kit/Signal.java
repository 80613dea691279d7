package io.wsgateway.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A signal to a process that this test started. */
public enum Signal {
  TERM,
  INT,
  HUP,
  USR1,
  USR2,
  KILL,
  STOP,
  CONT;

  /** Sends it, if the process is there. */
  void to(Process process) {
    try {
      // Only while we have not reaped it may the number be taken for ours.
      if (process.isAlive()) {
        List<String> line = List.of("kill", "-" + name(), Long.toString(process.pid()));
        new ProcessBuilder(line).inheritIO().start().waitFor();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
