package io.wsgateway.hooks;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.HookMetrics.Outcome;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Calls a hook from one loop: a few calls at the same time, the others wait in their order. Each
 * has its time-out from the beginning, so that nothing waits for longer. Belongs to its loop.
 */
final class LoopHookClient implements HookClient {
  /** Enough for all clients of a node to reconnect at once. */
  private static final int MOST_WAITING = 10_000;

  /** What a waiting call takes besides its body and headers. */
  private static final int OVERHEAD = 1024;

  private final NodeHook hook;
  private final Loop loop;
  private final HookSignature signature;
  private final Set<Call> waiting = new LinkedHashSet<>();
  private int inFlight;

  LoopHookClient(NodeHook hook, Loop loop, HookSignature signature) {
    this.hook = hook;
    this.loop = loop;
    this.signature = signature;
  }

  @Override
  public Future<HookAnswer> call(HookRequest request, long millis) {
    Call call = new Call(request);
    long limit = Math.min(millis, hook.timeoutMillis());
    if (limit <= 0) {
      call.fail(Outcome.TIMEOUT, "no time was left for the call");
      return call.promise.future();
    }
    if (inFlight < hook.perLoop() && waiting.isEmpty()) {
      begin(call);
    } else if (waiting.size() < MOST_WAITING && hook.waiting().tryAcquire(call.weight())) {
      waiting.add(call);
    } else {
      call.fail(Outcome.BUSY, "too many calls wait (hooks.maxInFlight)");
    }
    call.within(limit);
    return call.promise.future();
  }

  private void begin(Call call) {
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
  }

  private void ended(Call call, Throwable failure) {
    inFlight--;
    hook.inFlight().decrementAndGet();
    long took = loop.nanoTime() - call.begun;
    HookBreaker breaker = hook.breaker();
    if (breaker != null) {
      if (failure instanceof HookFailed down && !down.isUnusable()) {
        breaker.down(took, failure);
      } else {
        breaker.up(took);
      }
    }
    if (failure == null) {
      hook.metrics().answered(took);
    }
    // A later task: the callers of this call learn of it first, and no chain of calls that fail at
    // once grows the stack.
    loop.execute(this::next);
  }

  private void next() {
    // The next one anew each time: a call that fails at once may bring others.
    while (inFlight < hook.perLoop() && !waiting.isEmpty()) {
      Call call = waiting.iterator().next();
      waiting.remove(call);
      hook.waiting().release(call.weight());
      begin(call);
    }
  }

  /** One call. */
  private final class Call {
    private final HookRequest request;
    private final Promise<HookAnswer> promise = Promise.promise();
    private long begun;

    Call(HookRequest request) {
      this.request = request;
      promise
          .future()
          .onSuccess(answer -> hook.metrics().ended(answer.isOk() ? Outcome.OK : Outcome.REFUSED))
          .onFailure(this::count);
    }

    private void count(Throwable failure) {
      if (failure instanceof HookFailed why) {
        hook.metrics().ended(why.outcome());
        hook.log().failed(why);
      }
    }

    void within(long millis) {
      if (promise.future().isComplete()) {
        return;
      }
      Loop.Timer timer = loop.schedule(millis, this::timeUp);
      promise.future().onComplete(done -> timer.cancel());
    }

    private void timeUp() {
      if (waiting.remove(this)) {
        hook.waiting().release(weight());
        fail(Outcome.BUSY, "it waited too long for others to end (hooks.maxInFlight)");
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
