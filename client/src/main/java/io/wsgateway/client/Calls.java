package io.wsgateway.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.wsgateway.client.GatewayException.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Manages the calls of this backend that are not answered yet. A window of them is in flight, a
 * bounded number is queued, and more are refused at once: the bus itself would queue without bound.
 *
 * <p>A call that was refused without effect is repeated until its time is up. A call to a node that
 * has left fails at once instead of at its time-out. {@link #ask} is for any thread, everything
 * else for the worker.
 */
final class Calls {
  /** A node that stops answers first and then leaves: its answers may still be in flight. */
  private static final long LAST_ANSWERS_MILLIS = 1000;

  private static final long EXPIRY_MILLIS = 100;

  private final Worker worker;
  private final Nodes nodes;
  private final int window;
  private final int most;
  private final long mostBytes;
  private final long timeoutMillis;

  /** The number of unanswered calls; callers' threads change only this and its bytes. */
  private final AtomicInteger open = new AtomicInteger();

  private final AtomicLong openBytes = new AtomicLong();

  private final Deque<Call> waiting = new ArrayDeque<>();

  /** The calls in flight, or in the pause before a repetition. */
  private final Set<Call> inWindow = new HashSet<>();

  private @Nullable Bus bus;
  private boolean watching;
  private volatile boolean closed;
  private final Promise<Void> drained = Promise.promise();

  Calls(Worker worker, Nodes nodes, GatewayOptions options) {
    this.worker = worker;
    this.nodes = nodes;
    this.window = options.window();
    this.most = options.window() + options.queue();
    this.mostBytes = options.queueBytes();
    this.timeoutMillis = options.timeoutMillis();
  }

  /** Calls the gateways; the future's handlers run on the caller's context. */
  Future<Message<Object>> ask(Call.Request request) {
    if (closed) {
      return Future.failedFuture(closedFailure());
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    Answer<Message<Object>> answer = new Answer<>();
    Call call = new Call(request, deadline, answer);
    if (!enters(call)) {
      return Future.failedFuture(
          new GatewayException(
              Reason.QUEUE_FULL,
              "%d calls, or %d bytes of them, are not answered yet: wait for their futures before"
                      .formatted(most, mostBytes)
                  + " you call again"));
    }
    if (!worker.execute(() -> enter(call))) {
      return Future.failedFuture(closedFailure());
    }
    return answer.future();
  }

  /** One that is larger than the bound enters when it is the only one. */
  private boolean enters(Call call) {
    boolean few = open.incrementAndGet() <= most;
    long bytes = openBytes.addAndGet(call.bytes());
    if (few && (bytes <= mostBytes || bytes == call.bytes())) {
      return true;
    }
    leaves(call);
    return false;
  }

  private void leaves(Call call) {
    openBytes.addAndGet(-call.bytes());
    open.decrementAndGet();
  }

  private static GatewayException closedFailure() {
    return new GatewayException(Reason.CLOSED, "this gateway was closed");
  }

  private void enter(Call call) {
    if (closed) {
      finish(call, closedFailure());
      return;
    }
    waiting.addLast(call);
    send();
    watchTimes();
  }

  /** Notes that the cluster was joined. */
  void joined(Bus joined) {
    bus = joined;
    send();
  }

  /** Notes that the membership is lost: no answers will arrive any more. */
  void lost() {
    bus = null;
    for (Call call : List.copyOf(inWindow)) {
      if (call.isPausing()) {
        waitAgain(call);
      } else {
        finish(call, Failures.unknown("all gateways have left"));
      }
    }
  }

  /** Notes that gateways joined or left. */
  void nodesChanged() {
    for (Call call : inWindow) {
      String node = call.node();
      if (node != null && nodes.all().stream().noneMatch(n -> n.id().equals(node))) {
        int attempt = call.attempt();
        worker.schedule(
            LAST_ANSWERS_MILLIS,
            () -> settled(call, attempt, Failures.unknown("the gateway that was asked has left")));
      }
    }
    send();
  }

  private void send() {
    while (inWindow.size() < window && !waiting.isEmpty() && send(waiting.getFirst())) {
      waiting.removeFirst();
    }
  }

  /** Sends a call; returns false when there is no gateway. */
  private boolean send(Call call) {
    Bus on = bus;
    GatewayNode node = nodes.current();
    if (on == null || node == null) {
      return false;
    }
    inWindow.add(call);
    String address = call.sentTo(node);
    int attempt = call.attempt();
    long left = Math.max(1, call.leftMillis(System.nanoTime()));
    on.request(address, call.body(), call.options(left))
        .onSuccess(reply -> worker.execute(() -> answered(call, attempt, reply)))
        .onFailure(failure -> worker.execute(() -> settled(call, attempt, failure)));
    return true;
  }

  private void answered(Call call, int attempt, Message<Object> reply) {
    if (isAt(call, attempt)) {
      leave(call);
      call.answer().complete(reply);
      send();
    }
  }

  private boolean isAt(Call call, int attempt) {
    return call.attempt() == attempt && inWindow.contains(call);
  }

  private void settled(Call call, int attempt, Throwable failure) {
    if (!isAt(call, attempt)) {
      return;
    }
    String node = call.node();
    if (node != null && (Failures.isNobody(failure) || Failures.isTimeout(failure))) {
      nodes.avoid(node);
    }
    if (Failures.mayRepeat(failure)) {
      long pause = call.refused(failure);
      // Leave time for the answer: without it the outcome would be unknown.
      if (call.leftMillis(System.nanoTime()) > 2 * pause) {
        worker.schedule(pause, () -> repeat(call, attempt));
        return;
      }
    }
    finish(call, Failures.of(failure));
    send();
  }

  /**
   * Repeats a call. It kept its place in the window during the pause, so that a busy gateway slows
   * down all calls.
   */
  private void repeat(Call call, int attempt) {
    if (isAt(call, attempt) && !send(call)) {
      waitAgain(call);
    }
  }

  private void waitAgain(Call call) {
    inWindow.remove(call);
    waiting.addFirst(call);
    watchTimes();
  }

  private void finish(Call call, GatewayException failure) {
    leave(call);
    call.answer().fail(failure);
  }

  private void leave(Call call) {
    inWindow.remove(call);
    leaves(call);
    if (closed && inWindow.isEmpty() && waiting.isEmpty()) {
      drained.tryComplete();
    }
  }

  private void watchTimes() {
    if (!watching && !waiting.isEmpty()) {
      watching = true;
      worker.schedule(EXPIRY_MILLIS, this::expire);
    }
  }

  /**
   * Ends expired calls. All calls have the same time-out, so the first in the queue expires first.
   */
  private void expire() {
    watching = false;
    Call first = waiting.peekFirst();
    while (first != null && first.leftMillis(System.nanoTime()) <= 0) {
      waiting.removeFirst();
      finish(first, expired(first));
      first = waiting.peekFirst();
    }
    watchTimes();
  }

  private GatewayException expired(Call call) {
    Throwable refusal = call.refusal();
    if (refusal != null) {
      return Failures.of(refusal);
    }
    return bus == null
        ? new GatewayException(
            Reason.UNAVAILABLE, "no gateway was found within %d ms".formatted(timeoutMillis))
        : new GatewayException(
            Reason.BUSY,
            "it waited for %d ms behind calls that were not answered".formatted(timeoutMillis));
  }

  /** Accepts no more calls; completes when the open ones are answered. */
  Future<Void> close() {
    closed = true;
    if (inWindow.isEmpty() && waiting.isEmpty()) {
      drained.tryComplete();
    }
    return drained.future();
  }

  /** Gives up the unanswered calls. */
  void end() {
    for (Call call : List.copyOf(waiting)) {
      waiting.remove(call);
      finish(call, closedFailure());
    }
    for (Call call : List.copyOf(inWindow)) {
      finish(
          call, call.isPausing() ? closedFailure() : Failures.unknown("this gateway was closed"));
    }
  }
}
