package io.wsgateway.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the scenario {@code storm}: all connections break and reconnect at once, as after a network
 * failure. A rejected client retries when the server asks it to, or after about a second, with
 * jitter.
 */
final class StormRun {
  private static final int OPEN_SECONDS = 300;
  private static final long SECOND = 1_000_000_000L;

  private final BenchPlan plan;
  private final Watch watch;
  private final ServerMeter meter;
  private final Errors errors = new Errors();
  private final List<Returning> parts = new ArrayList<>();
  private volatile long cutNanos;

  StormRun(BenchPlan plan, Watch watch, ServerMeter meter) {
    this.plan = plan;
    this.watch = watch;
    this.meter = meter;
  }

  BenchResult run() {
    BenchResult.Builder result = BenchResult.of(plan);
    for (int i = 0; i < plan.threads(); i++) {
      parts.add(new Returning());
    }
    int opened;
    try (Crowd crowd = new Crowd(plan, plan.clients().connections(), parts::get)) {
      crowd.open();
      watch.until(
          () -> crowd.isSettled() || watch.isStopped(),
          OPEN_SECONDS,
          () -> crowd.opened() + " connections open");
      crowd.requireRunning();
      crowd.requireSome(errors);
      opened = crowd.opened();
      int all = opened;
      meter.start();
      cutNanos = System.nanoTime();
      for (int i = 0; i < plan.clients().connections(); i++) {
        Client client = crowd.client(i);
        Returning part = parts.get(i % plan.threads());
        if (client != null) {
          client.loop.execute(() -> part.cut(client));
        }
      }
      watch.until(
          () -> back() >= all || watch.isStopped(),
          plan.load().seconds(),
          () -> back() + " of " + all + " reconnected, " + refused() + " rejected");
      meter.stop();
      crowd.requireRunning();
    }
    Latency latency = new Latency();
    parts.forEach(part -> latency.add(part.latency));
    return result
        .put("connections", opened)
        .put("returned", back())
        .put("refused", refused())
        .put("seconds", meter.seconds())
        .put("latencyMicros", latency.json())
        .put("server", meter.server("Connection", opened))
        .voidIf(back() < opened, (opened - back()) + " did not reconnect in time")
        .build(errors, meter, plan.threads(), watch.isStopped());
  }

  private int back() {
    return parts.stream().mapToInt(part -> part.back.get()).sum();
  }

  private int refused() {
    return parts.stream().mapToInt(part -> part.refused.get()).sum();
  }

  /** The connections of one loop. */
  private final class Returning implements ClientEvents {
    private final Latency latency = new Latency();
    private final AtomicInteger back = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    void cut(Client client) {
      client.loop.cut(client);
      client.loop.execute(() -> client.loop.connect(client.index, cutNanos));
    }

    @Override
    public void opened(Client client, long nowNanos) {
      if (cutNanos != 0) {
        back.incrementAndGet();
        latency.record(nowNanos - cutNanos);
      }
    }

    @Override
    public void closed(Client client, String reason, int retryAfterSeconds) {
      if (cutNanos == 0) {
        errors.add(reason);
        return;
      }
      refused.incrementAndGet();
      long wait = retryAfterSeconds == 0 ? SECOND : retryAfterSeconds * SECOND;
      long jittered = ThreadLocalRandom.current().nextLong(wait / 2, wait + wait / 2);
      client.loop.later(jittered, () -> client.loop.connect(client.index, cutNanos));
    }
  }
}
