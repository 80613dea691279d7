package io.wsgateway.hooks;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.HookMetrics.Outcome;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls a hook from one loop: a few calls at the same time, the others wait in their order. Each
 * has its time-out from the beginning, so that nothing waits for longer. A call that has less than
 * half of it left is not made any more: it would mostly end unanswered, take the place of one that
 * can be answered, and make a backend look down that is only busy. Belongs to its loop.
 */
final class LoopHookClient implements HookClient {
  /** Enough for all clients of a node to reconnect at once. */
  private static final int MOST_WAITING = 10_000;

  /** What a waiting call takes besides its body and headers. */
  private static final int OVERHEAD = 1024;

  /** What a call must have had of the time-out for its end to say something about the backend. */
  private static final double WHOLE = 0.9;

  private static final String LATE =
      "it waited for more than half of hooks.timeoutMillis for others to end";

  private final NodeHook hook;
  private final Loop loop;
  private final HookSignature signature;
  private final long leastMillis;
  private final Set<Call> waiting = new LinkedHashSet<>();
  private int inFlight;

  /** When the backend answered this loop last; before that, when this was made. */
  private long answered;

  LoopHookClient(NodeHook hook, Loop loop, HookSignature signature) {
    this.hook = hook;
    this.loop = loop;
    this.signature = signature;
    this.leastMillis = hook.timeoutMillis() / 2;
    this.answered = loop.nanoTime();
  }

  @Override
  public Future<HookAnswer> call(HookRequest request, long millis) {
    long limit = Math.min(millis, hook.timeoutMillis());
    Call call = new Call(request, loop.nanoTime() + MILLISECONDS.toNanos(limit));
    if (limit < leastMillis) {
      call.fail(Outcome.BUSY, LATE);
    } else if (inFlight < hook.perLoop() && waiting.isEmpty()) {
      begin(call, limit);
    } else if (waiting.size() < MOST_WAITING && hook.waiting().tryAcquire(call.weight())) {
      waiting.add(call);
      call.within(limit - leastMillis);
    } else {
      call.fail(Outcome.BUSY, "too many calls wait (hooks.maxInFlight)");
    }
    return call.promise.future();
  }

  private void begin(Call call, long millis) {
    HookBreaker breaker = hook.breaker();
    if (breaker != null && !breaker.mayCall()) {
      call.fail(Outcome.OPEN, "the calls before failed");
      return;
    }
    inFlight++;
    hook.inFlight().incrementAndGet();
    call.begun = loop.nanoTime();
    HttpExchange.begin(hook, signature, loop.wallMillis() / 1000, call.request, call.promise);
    call.promise.future().onComplete(ended -> ended(call, ended.cause()));
    call.within(millis);
  }

  private void ended(Call call, @Nullable Throwable failure) {
    inFlight--;
    hook.inFlight().decrementAndGet();
    long took = loop.nanoTime() - call.begun;
    HookBreaker breaker = hook.breaker();
    if (!(failure instanceof HookFailed failed) || failed.isUnusable()) {
      answered = loop.nanoTime();
      if (breaker != null) {
        breaker.up(took);
      }
    } else if (breaker != null) {
      if (failed.outcome() == Outcome.TIMEOUT && !isTelling(took)) {
        breaker.unknown();
      } else {
        breaker.down(took, failed);
      }
    }
    if (failure == null) {
      hook.metrics().answered(took);
    }
    // A later task: the callers of this call learn of it first, and no chain of calls that fail at
    // once grows the stack.
    loop.execute(this::next);
  }

  /**
   * Whether a call without an answer says that the backend is down, and not that it waited here.
   */
  private boolean isTelling(long took) {
    long whole = MILLISECONDS.toNanos(hook.timeoutMillis());
    return took >= whole * WHOLE || loop.nanoTime() - answered >= whole;
  }

  private void next() {
    // The next one anew each time: a call that fails at once may bring others.
    while (inFlight < hook.perLoop() && !waiting.isEmpty()) {
      Call call = waiting.iterator().next();
      waiting.remove(call);
      hook.waiting().release(call.weight());
      long left = NANOSECONDS.toMillis(call.deadline - loop.nanoTime());
      if (left < leastMillis) {
        call.fail(Outcome.BUSY, LATE);
      } else {
        begin(call, left);
      }
    }
  }

  /** One call. */
  private final class Call {
    private final HookRequest request;
    private final long deadline;
    private final Promise<HookAnswer> promise = Promise.promise();
    private long begun;
    private Loop.@Nullable Timer timer;

    Call(HookRequest request, long deadline) {
      this.request = request;
      this.deadline = deadline;
      promise.future().onSuccess(this::count).onFailure(this::count).onComplete(done -> cancel());
    }

    private void count(HookAnswer answer) {
      hook.metrics().ended(answer.isOk() ? Outcome.OK : Outcome.REFUSED);
      if (!answer.isOk() && hook.isRefusalWrong()) {
        hook.log()
            .failed(new HookFailed(Outcome.REFUSED, "the answer has status " + answer.status()));
      }
    }

    private void count(Throwable failure) {
      if (failure instanceof HookFailed why) {
        hook.metrics().ended(why.outcome());
        hook.log().failed(why);
      }
    }

    void within(long millis) {
      cancel();
      if (!promise.future().isComplete()) {
        timer = loop.schedule(Math.max(1, millis), this::timeUp);
      }
    }

    private void cancel() {
      if (timer != null) {
        timer.cancel();
        timer = null;
      }
    }

    private void timeUp() {
      if (waiting.remove(this)) {
        hook.waiting().release(weight());
        fail(Outcome.BUSY, LATE + " (hooks.maxInFlight)");
      } else {
        fail(Outcome.TIMEOUT, "there was no answer within hooks.timeoutMillis");
      }
    }

    void fail(Outcome outcome, String message) {
      promise.tryFail(new HookFailed(outcome, message));
    }

    long weight() {
      long headers = 0;
      for (Map.Entry<String, String> header : request.headers().entrySet()) {
        headers += header.getKey().length() + header.getValue().length();
      }
      return request.body().length + headers + OVERHEAD;
    }
  }
}
