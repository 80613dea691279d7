package io.wsgateway.hooks.connect;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.auth.ConnectDecision;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the calls to a backend. Equal questions that are asked at the same time share one call. Of
 * different ones a bounded number runs at once, and {@value #MAX_QUEUED} more wait. Refused for now
 * are those beyond that, those of an address that has {@value #MAX_OF_ADDRESS} of them already, and
 * those that have waited for {@value #QUEUE_MILLIS} ms. A call is not begun if all clients that
 * waited for its answer have left. Thread-safe.
 */
final class SharedCalls {
  /** How many calls wait for that. */
  static final int MAX_QUEUED = 1000;

  /** How many calls of one address may run or wait. */
  static final int MAX_OF_ADDRESS = MAX_QUEUED / 2;

  /** How many clients may wait for the same answer. */
  static final int MAX_SHARING = 10_000;

  /** How long a call may wait, in milliseconds. */
  static final long QUEUE_MILLIS = 2500;

  private static final Future<ConnectDecision> BUSY =
      Future.succeededFuture(
          new ConnectDecision.Undecided(true, "too many clients are waiting for its decisions"));

  private static final Future<ConnectDecision> LEFT = Future.failedFuture("the client has left");

  private final int maxRunning;
  private final LongSupplier nanoTime;
  private final Map<String, Call> shared = new HashMap<>();
  private final Map<String, Integer> ofAddress = new HashMap<>();
  private final Deque<Call> queue = new ArrayDeque<>();
  private int running;

  /** One client that waits for an answer, as long as {@code waits} is true. */
  private record Waiter(Promise<ConnectDecision> answer, BooleanSupplier waits) {}

  /** One call, and those who wait for its answer. */
  private record Call(
      @Nullable String key,
      String address,
      long sinceNanos,
      Supplier<Future<ConnectDecision>> run,
      List<Waiter> waiting) {
    boolean isWanted() {
      return waiting.stream().anyMatch(waiter -> waiter.waits.getAsBoolean());
    }

    void tell(Future<ConnectDecision> result) {
      waiting.forEach(waiter -> result.onComplete(waiter.answer));
    }
  }

  /** Runs so many calls at once. */
  SharedCalls(int maxRunning, LongSupplier nanoTime) {
    this.maxRunning = maxRunning;
    this.nanoTime = nanoTime;
  }

  /**
   * Asks, or waits for the answer to the same question.
   *
   * @param key equal for equal questions; null: this one is not shared
   * @param address the key of the limit per address; empty: it does not apply
   * @param waits whether the client still waits; any thread may call it, under a lock
   * @param run makes the call; any thread may run it, once at most
   */
  Future<ConnectDecision> ask(
      @Nullable String key,
      String address,
      BooleanSupplier waits,
      Supplier<Future<ConnectDecision>> run) {
    Waiter waiter = new Waiter(Promise.promise(), waits);
    List<Call> left = new ArrayList<>();
    boolean taken;
    Call begun = null;
    synchronized (this) {
      Call same = key == null ? null : shared.get(key);
      if (same != null) {
        taken = same.waiting.size() < MAX_SHARING && same.waiting.add(waiter);
      } else {
        if (isFull(address)) {
          dropUnwanted(left);
        }
        taken = !isFull(address);
        if (taken) {
          Call call =
              new Call(key, address, nanoTime.getAsLong(), run, new ArrayList<>(List.of(waiter)));
          begun = add(call) ? call : null;
        }
      }
    }
    left.forEach(call -> call.tell(LEFT));
    start(begun);
    return taken ? waiter.answer.future() : BUSY;
  }

  private boolean isFull(String address) {
    return (running >= maxRunning && queue.size() >= MAX_QUEUED)
        || ofAddress.getOrDefault(address, 0) >= MAX_OF_ADDRESS;
  }

  /** Adds a call; returns whether it begins at once. */
  private boolean add(Call call) {
    if (!call.address.isEmpty()) {
      ofAddress.merge(call.address, 1, Integer::sum);
    }
    if (call.key != null) {
      shared.put(call.key, call);
    }
    if (running >= maxRunning) {
      queue.add(call);
      return false;
    }
    running++;
    return true;
  }

  /** Frees the places of those that have left; only when they are needed, for it looks at all. */
  private void dropUnwanted(List<Call> left) {
    for (Iterator<Call> calls = queue.iterator(); calls.hasNext(); ) {
      Call call = calls.next();
      if (!call.isWanted()) {
        calls.remove();
        remove(call);
        left.add(call);
      }
    }
  }

  /** Forgets a call, which nobody can join any more. */
  private void remove(Call call) {
    if (call.key != null) {
      shared.remove(call.key);
    }
    ofAddress.computeIfPresent(call.address, (address, n) -> n == 1 ? null : n - 1);
  }

  /** Runs a call, and then what waits longest, unless its answer takes time. */
  private void start(@Nullable Call first) {
    Call call = first;
    while (call != null) {
      Future<ConnectDecision> asked = run(call);
      if (!asked.isComplete()) {
        Call started = call;
        asked.onComplete(
            result -> {
              end(started, asked);
              start(next());
            });
        return;
      }
      end(call, asked);
      call = next();
    }
  }

  private static Future<ConnectDecision> run(Call call) {
    try {
      return call.run.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /** Returns the call that takes the place of one that has ended; null if none waits. */
  private @Nullable Call next() {
    List<Call> late = new ArrayList<>();
    List<Call> left = new ArrayList<>();
    Call next;
    synchronized (this) {
      long since = nanoTime.getAsLong() - TimeUnit.MILLISECONDS.toNanos(QUEUE_MILLIS);
      for (next = queue.poll(); next != null; next = queue.poll()) {
        boolean wanted = next.isWanted();
        if (wanted && next.sinceNanos - since >= 0) {
          break;
        }
        remove(next);
        (wanted ? late : left).add(next);
      }
      if (next == null) {
        running--;
      }
    }
    late.forEach(call -> call.tell(BUSY));
    left.forEach(call -> call.tell(LEFT));
    return next;
  }

  private void end(Call call, Future<ConnectDecision> result) {
    synchronized (this) {
      remove(call);
    }
    call.tell(result);
  }
}
