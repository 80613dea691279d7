package io.wsgateway.cli;

import io.wsgateway.channel.LogCap;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles signals: SIGTERM and SIGINT stop the process as {@link StopRule} decides, SIGHUP makes it
 * read its files again, SIGUSR1 and SIGUSR2 do nothing. Each signal is handled on a thread of its
 * own.
 *
 * <p>The JVM's own handling cannot do this: it ends with code 143 however well the stop went,
 * ignores a second signal while shutdown hooks run, ends on SIGHUP and SIGUSR1, and crashes on
 * SIGUSR2, with which it interrupts its own threads for profilers. {@code sun.misc.Signal}, of the
 * supported module {@code jdk.unsupported}, is the only API. It is called by method handles,
 * because javac warns of its name wherever it stands, that warning cannot be suppressed, and
 * warnings fail our build.
 */
final class Signals {
  /** The exit code of a process ended by a signal, minus the number of the signal. */
  private static final int KILLED = 128;

  private static final long FLUSH_MILLIS = 500;
  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Starts handling the signals.
   *
   * @param stop runs once, on the first signal that stops
   * @param reread runs on each SIGHUP
   */
  static void take(Runnable stop, Runnable reread) {
    onFirst(stop);
    handleIfKnown("HUP", reread);
    handleIfKnown("USR1", ignoring("USR1", "it means nothing here"));
    handleIfKnown("USR2", ignoring("USR2", "it means nothing here"));
  }

  /** Starts handling SIGTERM and SIGINT only; the first one runs {@code stop}. */
  static void onFirst(Runnable stop) {
    StopRule rule = new StopRule(System::nanoTime);
    Runnable ignoredTerm = ignoring("TERM", "it is stopping already");
    Runnable ignoredInt = ignoring("INT", "it is stopping already");
    handle("TERM", () -> stop(rule.decide(false), "TERM", 15, stop, ignoredTerm));
    handle("INT", () -> stop(rule.decide(true), "INT", 2, stop, ignoredInt));
  }

  private static void stop(
      StopRule.Verdict verdict, String name, int number, Runnable stop, Runnable ignored) {
    switch (verdict) {
      case STOP -> stop.run();
      case IGNORE -> ignored.run();
      case HALT -> {
        log.atWarn()
            .addKeyValue("event", "stop.forced")
            .addKeyValue("signal", name)
            .log(
                "stopping at once, because another stop signal arrived: remaining clients are disconnected");
        flush();
        Runtime.getRuntime().halt(KILLED + number);
      }
    }
  }

  private static Runnable ignoring(String name, String reason) {
    // A profiler sends SIGUSR2 a hundred times a second, unless _JAVA_SR_SIGNUM is set.
    LogCap cap = new LogCap(5, TimeUnit.MINUTES.toNanos(1), System::nanoTime);
    return () -> {
      long unsaid = cap.next();
      if (unsaid >= 0) {
        LogCap.tell(log.atInfo(), unsaid)
            .addKeyValue("event", "signal.ignored")
            .addKeyValue("signal", name)
            .log("ignored SIG{}: {}", name, reason);
      }
    };
  }

  /** Writes the last lines of the log; does not wait for a stalled reader of standard output. */
  private static void flush() {
    Thread writer = new Thread(LogSetup::stop, "log-flush");
    writer.start();
    try {
      writer.join(FLUSH_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Handles a signal if possible: not every system has it, and the JVM may reserve it. */
  private static void handleIfKnown(String name, Runnable action) {
    try {
      handle(name, action);
    } catch (IllegalArgumentException unknown) {
      // Then the JVM handles the signal as usual.
    }
  }

  private static void handle(String name, Runnable action) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle run =
          lookup.findVirtual(Runnable.class, "run", MethodType.methodType(void.class));
      Object proxy =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(run.bindTo(action), 0, signal));
      Object one =
          lookup
              .findConstructor(signal, MethodType.methodType(void.class, String.class))
              .invoke(name);
      lookup
          .findStatic(signal, "handle", MethodType.methodType(handler, signal, handler))
          .invoke(one, proxy);
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("this JVM cannot handle the signal " + name, e);
    }
  }
}
