package io.wsgateway.client;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of a gateway, from the application's request to the answer. Belongs to the worker. */
final class Call {
  /** How long the first repetition waits; each further one twice as long, up to the longest. */
  private static final long FIRST_PAUSE_MILLIS = 50;

  private static final int MAX_DOUBLINGS = 4;

  private final Request request;
  private final long deadlineNanos;
  private final Answer<Message<Object>> answer;
  private final long bytes;

  /** Distinguishes answers to the present attempt from late answers to earlier ones. */
  private int attempt;

  private @Nullable String node;
  private @Nullable Throwable refusal;
  private boolean pausing;

  /**
   * The content of a call.
   *
   * @param address where
   * @param atOneNode whether the id of a node is put behind the address
   */
  record Request(String address, boolean atOneNode, Map<String, String> headers, Object body) {}

  Call(Request request, long deadlineNanos, Answer<Message<Object>> answer) {
    this.request = request;
    this.deadlineNanos = deadlineNanos;
    this.answer = answer;
    this.bytes = Bodies.bytes(request.body());
  }

  /** About what it takes of the heap. */
  long bytes() {
    return bytes;
  }

  Answer<Message<Object>> answer() {
    return answer;
  }

  long leftMillis(long nowNanos) {
    return (deadlineNanos - nowNanos) / 1_000_000;
  }

  int attempt() {
    return attempt;
  }

  /** The node that was asked; null when it may have been any node. */
  @Nullable String node() {
    return node;
  }

  Object body() {
    return request.body();
  }

  /** Notes that the call is sent now; returns the address. */
  String sentTo(GatewayNode current) {
    attempt++;
    pausing = false;
    node = request.atOneNode() ? current.id() : null;
    return request.atOneNode() ? request.address() + "." + current.id() : request.address();
  }

  DeliveryOptions options(long timeoutMillis) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(timeoutMillis);
    request.headers().forEach(options::addHeader);
    return options;
  }

  /** Notes that it was refused and may be repeated; returns how long to wait. */
  long refused(Throwable why) {
    refusal = why;
    pausing = true;
    node = null;
    return FIRST_PAUSE_MILLIS << Math.min(attempt - 1, MAX_DOUBLINGS);
  }

  /** Whether it waits for its next attempt, so that no gateway has it. */
  boolean isPausing() {
    return pausing;
  }

  /** Why it was refused so far; null when it was not sent yet. */
  @Nullable Throwable refusal() {
    return refusal;
  }
}
