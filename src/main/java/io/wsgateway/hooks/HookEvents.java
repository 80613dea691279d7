package io.wsgateway.hooks;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.wsgateway.hooks.EventQueue.Batch;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.HookEventMetrics;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a node's events to a hook: in batches, one request at a time, in order and at least once. A
 * batch that was not taken is repeated with the same {@code webhook-id}, after pauses that grow.
 * Belongs to one event loop, except for {@link #queuedBytes()}.
 */
public final class HookEvents {
  private static final Logger log = LoggerFactory.getLogger(HookEvents.class);

  /** How long the first event waits for others. */
  private static final long GATHER_MILLIS = 20;

  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  /** Between attempts while the node stops. */
  private static final long LAST_PAUSE_MILLIS = 100;

  /** Nothing of an answer is used. */
  private static final int ANSWER_BYTES = 65_536;

  private final HookClient client;
  private final Loop loop;
  private final HookEventMetrics metrics;
  private final EventQueue queue;
  private final AtomicLong queued = new AtomicLong();
  private @Nullable Batch batch;
  private String id = "";
  private boolean inFlight;
  private int failures;

  /** The next attempt; null while a request is in flight, or nothing waits. */
  private Loop.@Nullable Timer next;

  /** Not null once the node stops. */
  private @Nullable Promise<Void> end;

  /**
   * Makes it for a loop.
   *
   * @param client the hook's client on this loop
   * @param queueBytes {@code hooks.events.queueBytes}
   */
  public HookEvents(HookClient client, Loop loop, int queueBytes, HookEventMetrics metrics) {
    this.client = client;
    this.loop = loop;
    this.metrics = metrics;
    this.queue = new EventQueue(queueBytes);
    metrics.observe(this::queuedBytes);
  }

  /** Adds an event. */
  public void add(JsonObject event) {
    metrics.dropped(queue.add(event.toBuffer().getBytes()));
    changed();
    if (!inFlight && next == null) {
      pause(end == null ? GATHER_MILLIS : 1);
    }
  }

  /** Counts events that could not be added, for the next one to tell. */
  public void missed(long count) {
    if (count > 0) {
      queue.missed(count);
      metrics.dropped(count);
    }
  }

  /** What waits or is in flight, in bytes. Any thread may ask. */
  public long queuedBytes() {
    return queued.get();
  }

  /**
   * Sends what is left, without long pauses. Called once, when the node stops.
   *
   * @param millis how long that may take; then the rest is dropped, counted and logged
   * @return completes on this loop, never with a failure
   */
  public Future<Void> flush(long millis) {
    Promise<Void> ended = Promise.promise();
    end = ended;
    Loop.Timer limit = loop.schedule(Math.max(1, millis), this::giveUp);
    ended.future().onComplete(done -> limit.cancel());
    if (!inFlight) {
      cancel();
      send();
    }
    return ended.future();
  }

  private void giveUp() {
    Promise<Void> ended = end;
    if (ended != null && !ended.future().isComplete()) {
      int left = queue.size() + (batch == null ? 0 : batch.count());
      metrics.dropped(left);
      log.atWarn()
          .addKeyValue("event", "hook.events.lost")
          .log("{} events were not taken by hooks.events.url before the node stopped", left);
      ended.tryComplete();
    }
  }

  private void pause(long millis) {
    next = loop.schedule(millis, this::send);
  }

  private void cancel() {
    if (next != null) {
      next.cancel();
      next = null;
    }
  }

  private void send() {
    next = null;
    Batch sending = batch;
    if (sending == null) {
      sending = queue.take();
      id = HookIds.next();
      batch = sending;
    }
    if (sending == null) {
      if (end != null) {
        end.tryComplete();
      }
      return;
    }
    inFlight = true;
    client
        .call(
            new HookRequest(
                id, "application/json", sending.json().getBytes(), Map.of(), ANSWER_BYTES))
        .onComplete(answer -> ended(answer.succeeded() && answer.result().isOk()));
  }

  private void ended(boolean taken) {
    inFlight = false;
    if (taken) {
      failures = 0;
      batch = null;
    } else {
      failures++;
    }
    changed();
    boolean stopped = end != null && end.future().isComplete();
    if (!stopped && (batch != null || queue.size() > 0 || end != null)) {
      pause(taken ? 1 : end == null ? backoff() : LAST_PAUSE_MILLIS);
    }
  }

  private long backoff() {
    long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(16, failures - 1));
    return longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
  }

  private void changed() {
    queued.set(queue.bytes() + (batch == null ? 0 : batch.json().length()));
  }
}
