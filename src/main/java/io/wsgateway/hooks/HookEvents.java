package io.wsgateway.hooks;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.HookEventMetrics;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a node's events to a hook: in batches, one request at a time, in order and at least once. A
 * batch that was not taken is repeated with the same {@code webhook-id}, after pauses that grow.
 * One that is too large is divided, and one that is refused for a minute is given up and counted as
 * dropped, so that it does not keep the others back. Belongs to one event loop, except for {@link
 * #queuedBytes()}.
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

  /** There was no answer, or none that says something about the batch. */
  private static final int NO_STATUS = 0;

  private static final int TOO_LARGE = 413;

  /** Even for a backend that refuses everything as too large. */
  private static final int LEAST_BATCH_BYTES = 4096;

  /** These statuses 4xx invite to try again. */
  private static final Set<Integer> LATER = Set.of(408, 425, 429);

  /** A batch is given up after so many refusals in a row, over at least so long. */
  private static final int LEAST_REFUSALS = 8;

  private static final long REFUSED_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final HookClient client;
  private final Loop loop;
  private final HookEventMetrics metrics;
  private final EventQueue queue;
  private final AtomicLong queued = new AtomicLong();

  /** The batch that is sent next or in flight, and what else its whole was divided into. */
  private final ArrayDeque<EventBatch> batches = new ArrayDeque<>();

  private String id = "";
  private int batchBytes = EventQueue.BATCH_BYTES;
  private boolean inFlight;
  private int failures;

  /** How often in a row the batch was refused, and since when. */
  private int refusals;

  private long refusedSince;

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
      int left = queue.size();
      for (EventBatch each : batches) {
        left += each.count();
      }
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
    if (batches.isEmpty()) {
      EventBatch taken = queue.take(batchBytes);
      if (taken == null) {
        if (end != null) {
          end.tryComplete();
        }
        return;
      }
      batches.add(taken);
      begin();
    }
    inFlight = true;
    byte[] json = batches.element().json().getBytes();
    client
        .call(new HookRequest(id, "application/json", json, Map.of(), ANSWER_BYTES))
        .onComplete(answer -> ended(answer.succeeded() ? answer.result().status() : NO_STATUS));
  }

  /** Another batch is the first one. */
  private void begin() {
    id = HookIds.next();
    failures = 0;
    refusals = 0;
  }

  private void ended(int status) {
    inFlight = false;
    if (end != null && end.future().isComplete()) {
      return;
    }
    boolean goesOn = status / 100 == 2 || isDivided(status) || isGivenUp(status);
    if (goesOn) {
      if (status / 100 == 2) {
        batches.remove();
      }
      begin();
    } else {
      failures++;
    }
    changed();
    if (!batches.isEmpty() || queue.size() > 0 || end != null) {
      pause(goesOn ? 1 : end == null ? backoff() : LAST_PAUSE_MILLIS);
    }
  }

  /** A batch that was too large is sent in two, and those after it are smaller. */
  private boolean isDivided(int status) {
    EventBatch batch = batches.element();
    if (status != TOO_LARGE || batch.count() == 1) {
      return false;
    }
    batchBytes = Math.max(LEAST_BATCH_BYTES, Math.min(batchBytes, batch.json().length() / 2));
    batches.remove();
    batches.addFirst(batch.secondHalf());
    batches.addFirst(batch.firstHalf());
    return true;
  }

  /** A batch that is refused again and again is given up, or no event would ever arrive. */
  private boolean isGivenUp(int status) {
    if (status / 100 != 4 || LATER.contains(status)) {
      refusals = 0;
      return false;
    }
    refusals++;
    if (refusals == 1) {
      refusedSince = loop.nanoTime();
    }
    if (refusals < LEAST_REFUSALS || loop.nanoTime() - refusedSince < REFUSED_NANOS) {
      return false;
    }
    EventBatch lost = batches.remove();
    metrics.dropped(lost.count());
    long missing = lost.dropped() + lost.count();
    if (batches.isEmpty()) {
      queue.missed(missing);
    } else {
      batches.addFirst(batches.remove().after(missing));
    }
    log.atWarn()
        .addKeyValue("event", "hook.events.lost")
        .log(
            "{} events were given up, because hooks.events.url refused them {} times, last with the"
                + " status {}",
            lost.count(),
            refusals,
            status);
    return true;
  }

  private long backoff() {
    long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(16, failures - 1));
    return longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
  }

  private void changed() {
    long sum = queue.bytes();
    for (EventBatch each : batches) {
      sum += each.json().length();
    }
    queued.set(sum);
  }
}
