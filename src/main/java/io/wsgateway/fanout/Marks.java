package io.wsgateway.fanout;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Points in a channel's queue that somebody waits for. Belongs to the hub's loop. */
final class Marks {
  private record Mark(long number, Runnable passed) {}

  private final ArrayDeque<Mark> marks = new ArrayDeque<>(2);

  /** Adds one before the publication with that number, never a lower one. */
  static Marks add(@Nullable Marks present, long number, Runnable passed) {
    Marks marks = present == null ? new Marks() : present;
    marks.marks.add(new Mark(number, passed));
    return marks;
  }

  /** Everything below that number has been served. */
  static void pass(@Nullable Marks present, long served, Consumer<Throwable> failures) {
    Mark mark;
    while (present != null && (mark = present.marks.peek()) != null && mark.number <= served) {
      present.marks.remove();
      try {
        mark.passed.run();
      } catch (Throwable e) { // the others are told, and the channel goes on
        failures.accept(e);
      }
    }
  }
}
