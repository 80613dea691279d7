package io.wsgateway.client;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of a gateway, from the application's word to the answer. Belongs to the worker. */
final class Call {
  /** How long the first repetition waits; each further one twice as long, up to the longest. */
  private static final long FIRST_PAUSE_MILLIS = 50;

  private static final int MAX_DOUBLINGS = 4;

  private final Request request;
  private final long deadlineNanos;
  private final Answer<Message<Object>> answer;
  private final long bytes;

  /** Tells the answers to repetitions from late ones to what was given up. */
  private int attempt;

  private @Nullable String node;
  private @Nullable Throwable refusal;
  private boolean pausing;

  /**
   * What is asked.
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

  /** The node that was asked; null when any node may have been. */
  @Nullable String node() {
    return node;
  }

  Object body() {
    return request.body();
  }

  /** It goes out now; the address is where. */
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

  /** It was refused so that it may be repeated; the result is how long to wait. */
  long refused(Throwable why) {
    refusal = why;
    pausing = true;
    node = null;
    return FIRST_PAUSE_MILLIS << Math.min(attempt - 1, MAX_DOUBLINGS);
  }

  /** Whether it waits to be repeated, so that no gateway has it. */
  boolean isPausing() {
    return pausing;
  }

  /** Why it was not taken until now; null when it was not asked yet. */
  @Nullable Throwable refusal() {
    return refusal;
  }
}
