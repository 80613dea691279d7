package io.wsgateway.fanout;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Callbacks that wait for points in a channel's queue. Belongs to the hub's loop. */
final class Marks {
  private record Mark(long number, Runnable passed) {}

  private final ArrayDeque<Mark> marks = new ArrayDeque<>(2);

  /** Adds a callback before the publication with that number; numbers must not decrease. */
  static Marks add(@Nullable Marks present, long number, Runnable passed) {
    Marks marks = present == null ? new Marks() : present;
    marks.marks.add(new Mark(number, passed));
    return marks;
  }

  /** Runs the callbacks of everything served: all numbers below {@code served}. */
  static void pass(@Nullable Marks present, long served, Consumer<Throwable> failures) {
    Mark mark;
    while (present != null && (mark = present.marks.peek()) != null && mark.number <= served) {
      present.marks.remove();
      try {
        mark.passed.run();
      } catch (Throwable e) { // the others still run, and the channel continues
        failures.accept(e);
      }
    }
  }
}
