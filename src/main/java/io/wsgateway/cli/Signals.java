package io.wsgateway.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * SIGTERM and SIGINT: the first asks for an orderly stop, the second stops the process at once.
 *
 * <p>The JVM's own handling cannot do this: it ends with code 143 however well the stop went, and
 * ignores a second signal while shutdown hooks run. {@code sun.misc.Signal}, of the supported
 * module {@code jdk.unsupported}, is the only API. It is called by method handles, because javac
 * warns of its name wherever it stands, that warning cannot be suppressed, and warnings fail our
 * build.
 */
final class Signals {
  /** What a process ended by a signal returns, less the signal's number. */
  private static final int KILLED = 128;

  private Signals() {}

  /** From now on the first signal runs {@code stop}, once, on a thread of its own. */
  static void onFirst(Runnable stop) {
    AtomicBoolean stopping = new AtomicBoolean();
    for (Known known : List.of(new Known("TERM", 15), new Known("INT", 2))) {
      handle(
          known.name(),
          () -> {
            if (!stopping.compareAndSet(false, true)) {
              Runtime.getRuntime().halt(KILLED + known.number());
            }
            stop.run();
          });
    }
  }

  private record Known(String name, int number) {}

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
    } catch (Throwable e) {
      throw new IllegalStateException("this JVM cannot handle the signal " + name, e);
    }
  }
}
