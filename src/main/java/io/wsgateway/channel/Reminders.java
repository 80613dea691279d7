package io.wsgateway.channel;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which troubles were logged, so that each is logged once when it begins or changes, and
 * once a minute while it lasts. Belongs to one loop.
 *
 * @param <T> what has the trouble
 * @param <R> the kind of trouble; another kind is logged at once
 */
public final class Reminders<T, R> {
  private static final long REPEAT_NANOS = TimeUnit.MINUTES.toNanos(1);

  private record Told<R>(R reason, long nanos) {}

  private final Map<T, Told<R>> told = new HashMap<>();

  /** Returns whether this trouble must be logged now, by the clock of {@link #told}. */
  public boolean isDue(T subject, R reason, long now) {
    @Nullable Told<R> before = told.get(subject);
    return before == null || !before.reason.equals(reason) || now - before.nanos >= REPEAT_NANOS;
  }

  /** Notes that it is logged now. */
  public void told(T subject, R reason, long now) {
    told.put(subject, new Told<>(reason, now));
  }

  /** Notes that the trouble is over; returns whether it was logged. */
  public boolean ended(T subject) {
    return told.remove(subject) != null;
  }

  /** Forgets all others. */
  public void retain(Set<T> subjects) {
    told.keySet().retainAll(subjects);
  }
}
