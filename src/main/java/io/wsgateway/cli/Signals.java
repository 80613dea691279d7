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
 * What the process does on signals: SIGTERM and SIGINT stop it as {@link StopRule} says, SIGHUP
 * makes it read its files again, SIGUSR1 and SIGUSR2 do nothing. Each signal is answered on a
 * thread of its own.
 *
 * <p>The JVM's own handling cannot do this: it ends with code 143 however well the stop went,
 * ignores a second signal while shutdown hooks run, ends on SIGHUP and SIGUSR1, and crashes on
 * SIGUSR2, with which it interrupts its own threads for profilers. {@code sun.misc.Signal}, of the
 * supported module {@code jdk.unsupported}, is the only API. It is called by method handles,
 * because javac warns of its name wherever it stands, that warning cannot be suppressed, and
 * warnings fail our build.
 */
final class Signals {
  /** What a process ended by a signal returns, less the signal's number. */
  private static final int KILLED = 128;

  private static final long FLUSH_MILLIS = 500;
  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private final StopRule rule = new StopRule(System::nanoTime);
  // A profiler of the JVM sends SIGUSR2 a hundred times a second, unless _JAVA_SR_SIGNUM is set.
  private final LogCap ignored = new LogCap(5, TimeUnit.MINUTES.toNanos(1), System::nanoTime);

  private Signals() {}

  /**
   * Takes the signals from now on.
   *
   * @param stop run once, by the first signal that stops
   * @param reread run by each SIGHUP
   */
  static void take(Runnable stop, Runnable reread) {
    Signals signals = onFirst(stop);
    handleIfKnown("HUP", reread);
    handleIfKnown("USR1", () -> signals.ignore("USR1", "it means nothing here"));
    handleIfKnown("USR2", () -> signals.ignore("USR2", "it means nothing here"));
  }

  /** Takes SIGTERM and SIGINT only, from now on; the first runs {@code stop}. */
  static Signals onFirst(Runnable stop) {
    Signals signals = new Signals();
    handle("TERM", () -> signals.stop("TERM", 15, stop));
    handle("INT", () -> signals.stop("INT", 2, stop));
    return signals;
  }

  private void stop(String name, int number, Runnable stop) {
    switch (rule.decide(name.equals("INT"))) {
      case STOP -> stop.run();
      case IGNORE -> ignore(name, "it is stopping already");
      case HALT -> {
        log.atWarn()
            .addKeyValue("event", "stop.forced")
            .addKeyValue("signal", name)
            .log("stopping at once, as another signal asks: clients that are left are cut off");
        flush();
        Runtime.getRuntime().halt(KILLED + number);
      }
    }
  }

  private void ignore(String name, String reason) {
    long unsaid = ignored.next();
    if (unsaid >= 0) {
      LogCap.tell(log.atInfo(), unsaid)
          .addKeyValue("event", "signal.ignored")
          .addKeyValue("signal", name)
          .log("ignored SIG{}: {}", name, reason);
    }
  }

  /** Writes the log's last lines; does not wait for a reader of standard output that stalls. */
  private static void flush() {
    Thread writer = new Thread(LogSetup::stop, "log-flush");
    writer.start();
    try {
      writer.join(FLUSH_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Not every system has them, and a JVM may keep them for itself. */
  private static void handleIfKnown(String name, Runnable action) {
    try {
      handle(name, action);
    } catch (IllegalArgumentException unknown) {
      // Then the signal does what it does in every JVM.
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
