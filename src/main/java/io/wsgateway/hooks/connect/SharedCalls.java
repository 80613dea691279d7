package io.wsgateway.hooks.connect;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.auth.ConnectDecision;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the calls to a backend. Equal questions that are asked at the same time share one call. Of
 * different ones a bounded number runs at once, and {@value #MAX_QUEUED} more wait. Refused for now
 * are those beyond that, those of an address that has {@value #MAX_OF_ADDRESS} of them already, and
 * those that have waited for {@value #QUEUE_MILLIS} ms. Thread-safe.
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

  private static final String FULL = "too many clients are waiting for its decisions";

  private final int maxRunning;
  private final LongSupplier nanoTime;
  private final Map<String, Call> shared = new HashMap<>();
  private final Map<String, Integer> ofAddress = new HashMap<>();
  private final Deque<Call> queue = new ArrayDeque<>();
  private int running;

  /** One call, and those who wait for its answer. */
  private record Call(
      @Nullable String key,
      String address,
      long sinceNanos,
      Supplier<Future<ConnectDecision>> run,
      List<Promise<ConnectDecision>> waiting) {}

  /** Runs so many calls at once. */
  SharedCalls(int maxRunning, LongSupplier nanoTime) {
    this.maxRunning = maxRunning;
    this.nanoTime = nanoTime;
  }

  /**
   * Asks, or waits for the answer to the same question.
   *
   * @param key equal for equal questions; null: this one is not shared
   * @param address of the client
   * @param run makes the call; any thread may run it, once at most
   */
  Future<ConnectDecision> ask(
      @Nullable String key, String address, Supplier<Future<ConnectDecision>> run) {
    Promise<ConnectDecision> answer = Promise.promise();
    Call call;
    synchronized (this) {
      Call same = key == null ? null : shared.get(key);
      if (same != null && same.waiting.size() < MAX_SHARING) {
        same.waiting.add(answer);
        return answer.future();
      }
      boolean queued = running >= maxRunning;
      if (same != null
          || (queued && queue.size() >= MAX_QUEUED)
          || ofAddress.getOrDefault(address, 0) >= MAX_OF_ADDRESS) {
        return Future.succeededFuture(new ConnectDecision.Undecided(true, FULL));
      }
      call = new Call(key, address, nanoTime.getAsLong(), run, new ArrayList<>(List.of(answer)));
      ofAddress.merge(address, 1, Integer::sum);
      if (key != null) {
        shared.put(key, call);
      }
      if (queued) {
        queue.add(call);
        return answer.future();
      }
      running++;
    }
    start(call);
    return answer.future();
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
    Call next;
    synchronized (this) {
      long since = nanoTime.getAsLong() - TimeUnit.MILLISECONDS.toNanos(QUEUE_MILLIS);
      next = queue.poll();
      while (next != null && next.sinceNanos - since < 0) {
        late.add(next);
        next = queue.poll();
      }
      if (next == null) {
        running--;
      }
    }
    late.forEach(call -> end(call, busy()));
    return next;
  }

  private static Future<ConnectDecision> busy() {
    return Future.succeededFuture(new ConnectDecision.Undecided(true, FULL));
  }

  private void end(Call call, Future<ConnectDecision> result) {
    List<Promise<ConnectDecision>> waiting;
    synchronized (this) {
      if (call.key != null) {
        shared.remove(call.key);
      }
      ofAddress.computeIfPresent(call.address, (address, n) -> n == 1 ? null : n - 1);
      // Nobody can join it any more.
      waiting = List.copyOf(call.waiting);
    }
    waiting.forEach(answer -> result.onComplete(answer));
  }
}
