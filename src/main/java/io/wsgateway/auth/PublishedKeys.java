package io.wsgateway.auth;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.wsgateway.auth.TokenException.Reason;
import io.wsgateway.config.jwt.TokenKey;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the keys of a published set. Reads it at the start, then now and then, and soon again for a
 * token of an unknown key, which waits for that read with all others like it. A set that could not
 * be read leaves the last one in use. Thread-safe: the lock guards every field that changes, and no
 * callback runs under it; tokens of known keys take no lock.
 */
final class PublishedKeys {
  /** The most tokens that wait for a read. */
  static final int MAX_WAITING = 1000;

  /**
   * How often and how long the set is read, in milliseconds.
   *
   * @param gap the least time between the starts of two reads for unknown keys
   * @param refresh the time between two reads otherwise
   * @param retry the time before the second attempt while there is no set; it doubles up to the gap
   * @param timeout the most time that a read may take
   */
  record Timing(long gap, long refresh, long retry, int timeout) {
    static final Timing USUAL = new Timing(10_000, 300_000, 1000, 5000);
  }

  private record Waiting(TokenHeader header, Promise<TokenKey> key, @Nullable Context context) {
    void run(Runnable end) {
      if (context == null) {
        end.run();
      } else {
        // The token's future completes on the event loop that asked.
        context.runOnContext(turn -> end.run());
      }
    }
  }

  private final Vertx vertx;
  private final Supplier<Future<KeySet>> reader;
  private final Timing timing;
  private final KeySetLog log;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private volatile @Nullable KeyRing keys;

  /** What the last read did not know: asking again at once would get the same answer. */
  private Set<TokenHeader> unknown = Set.of();

  private boolean reading;
  private boolean closed;
  private int failures;
  private long lastStart;
  private long timer = -1;

  PublishedKeys(Vertx vertx, Supplier<Future<KeySet>> reader, Timing timing, KeySetLog log) {
    this.vertx = vertx;
    this.reader = reader;
    this.timing = timing;
    this.log = log;
  }

  /** Begins to read; returns at once. */
  void start() {
    synchronized (this) {
      if (closed || reading) {
        return;
      }
      begin();
    }
    read();
  }

  /** Returns the key at hand for a token; empty if there is none, or no set yet. */
  Optional<TokenKey> find(TokenHeader header) throws TokenException {
    KeyRing present = keys;
    return present == null ? Optional.empty() : present.find(header);
  }

  /** Waits for a key that is not at hand; fails with a {@link TokenException}. */
  Future<TokenKey> later(TokenHeader header) {
    Waiting turn = new Waiting(header, Promise.promise(), Vertx.currentContext());
    boolean reads = false;
    synchronized (this) {
      if (!reading) {
        if (closed || keys == null) {
          return unavailable();
        }
        if (System.nanoTime() - lastStart < TimeUnit.MILLISECONDS.toNanos(timing.gap)) {
          return unknown.contains(header) ? Future.failedFuture(noKey()) : unavailable();
        }
        begin();
        reads = true;
      }
      if (waiting.size() == MAX_WAITING) {
        return unavailable();
      }
      waiting.add(turn);
    }
    if (reads) {
      read();
    }
    return turn.key.future();
  }

  /** Ends reading; tokens that wait are refused for now. */
  void close() {
    List<Waiting> left;
    synchronized (this) {
      closed = true;
      vertx.cancelTimer(timer);
      left = takeWaiting();
    }
    refuse(left);
  }

  static TokenException noKey() {
    return SignedToken.invalid("no key fits the token's kid and alg");
  }

  private static <T> Future<T> unavailable() {
    return Future.failedFuture(notRead());
  }

  private static TokenException notRead() {
    return new TokenException(Reason.UNAVAILABLE, "the key for the token could not be read yet");
  }

  /** Under the lock. */
  private void begin() {
    reading = true;
    lastStart = System.nanoTime();
    vertx.cancelTimer(timer);
  }

  private void read() {
    // Whatever is thrown ends the read, too.
    Future.succeededFuture()
        .compose(now -> reader.get())
        .onComplete(
            done -> {
              if (done.succeeded()) {
                succeeded(done.result());
              } else {
                failed(done.cause());
              }
            });
  }

  private void succeeded(KeySet set) {
    List<Waiting> left;
    boolean news;
    synchronized (this) {
      news = keys == null || failures > 0 || !keys.names().equals(set.keys().names());
      keys = set.keys();
      left = takeWaiting();
      unknown =
          left.stream()
              .map(Waiting::header)
              .filter(header -> !knows(set.keys(), header))
              .collect(Collectors.toUnmodifiableSet());
      failures = 0;
      ended(timing.refresh);
    }
    if (news) {
      log.read(set);
    }
    left.forEach(turn -> turn.run(() -> answer(turn, set.keys())));
  }

  private void failed(Throwable cause) {
    List<Waiting> left;
    boolean kept;
    synchronized (this) {
      if (closed) {
        return;
      }
      kept = keys != null;
      left = takeWaiting();
      failures++;
      long doubled = (kept ? timing.gap : timing.retry) << Math.min(failures - 1, 20);
      ended(Math.min(doubled, kept ? timing.refresh : timing.gap));
    }
    log.failed(cause, kept);
    refuse(left);
  }

  /** Under the lock. Nodes that started together must not keep asking together. */
  private void ended(long millis) {
    reading = false;
    if (!closed) {
      long jittered = millis - ThreadLocalRandom.current().nextLong(millis / 10 + 1);
      timer = vertx.setTimer(Math.max(1, jittered), id -> start());
    }
  }

  /** Under the lock. */
  private List<Waiting> takeWaiting() {
    List<Waiting> left = List.copyOf(waiting);
    waiting.clear();
    return left;
  }

  private static void refuse(List<Waiting> left) {
    left.forEach(turn -> turn.run(() -> turn.key.tryFail(notRead())));
  }

  private static boolean knows(KeyRing keys, TokenHeader header) {
    try {
      return keys.find(header).isPresent();
    } catch (TokenException e) {
      return true;
    }
  }

  private static void answer(Waiting turn, KeyRing keys) {
    try {
      Optional<TokenKey> key = keys.find(turn.header);
      if (key.isPresent()) {
        turn.key.tryComplete(key.get());
      } else {
        turn.key.tryFail(noKey());
      }
    } catch (TokenException e) {
      turn.key.tryFail(e);
    }
  }
}
