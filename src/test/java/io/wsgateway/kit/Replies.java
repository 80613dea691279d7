package io.wsgateway.kit;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Answers to publications, to be looked at by when they were sent. */
public record Replies(List<Reply> all) {
  public Replies {
    all = List.copyOf(all);
  }

  /** Those sent not before one moment and answered not after another ({@link System#nanoTime}). */
  public Replies within(long fromNanos, long toNanos) {
    return those(r -> r.sentNanos() - fromNanos >= 0 && toNanos - r.answeredNanos() >= 0);
  }

  /** Those sent after a moment. */
  public Replies after(long nanos) {
    return those(r -> r.sentNanos() - nanos > 0);
  }

  /** Those sent before a moment and answered after it. */
  public Replies across(long nanos) {
    return those(r -> r.sentNanos() - nanos < 0 && r.answeredNanos() - nanos > 0);
  }

  /** Those of a kind. */
  public Replies those(Predicate<Reply> kind) {
    return new Replies(all.stream().filter(kind).toList());
  }

  /** How many there are. */
  public int size() {
    return all.size();
  }

  /** The share of the accepted ones that said that some node had not confirmed; 0 of none. */
  public double unconfirmedShare() {
    List<Reply> accepted = all.stream().filter(Reply::accepted).toList();
    long unconfirmed = accepted.stream().filter(r -> r.unconfirmed() > 0).count();
    return accepted.isEmpty() ? 0 : (double) unconfirmed / accepted.size();
  }

  /** How long the one took that nine of ten were no slower than, in milliseconds; 0 of none. */
  public double p90Millis() {
    long[] nanos = all.stream().mapToLong(Reply::nanos).sorted().toArray();
    return nanos.length == 0 ? 0 : nanos[(int) (0.9 * (nanos.length - 1))] / 1e6;
  }

  /** How long the slowest took, in milliseconds; 0 of none. */
  public long slowestMillis() {
    return TimeUnit.NANOSECONDS.toMillis(all.stream().mapToLong(Reply::nanos).max().orElse(0));
  }
}
