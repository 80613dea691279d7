package io.wsgateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Clients must not fill the log of a backend whose handler throws. */
final class HandlerFaultsTest {
  @Test
  void oneIsLoggedAMinuteWithTheNumberOfTheOthers() {
    AtomicLong clock = new AtomicLong(-5);
    List<String> lines = new ArrayList<>();
    Logger logger = Logger.getLogger("io.wsgateway.client");
    Handler handler = collecting(lines);
    logger.addHandler(handler);
    try {
      HandlerFaults faults = new HandlerFaults(clock::get);
      for (int i = 0; i < 1000; i++) {
        faults.say("planted", new IllegalStateException("planted"));
      }
      clock.addAndGet(TimeUnit.MINUTES.toNanos(1));
      faults.say("planted", new IllegalStateException("planted"));
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(lines).containsExactly("planted", "planted, and 999 times more since the last line");
  }

  private static Handler collecting(List<String> lines) {
    return new Handler() {
      @Override
      public void publish(LogRecord line) {
        lines.add(line.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
