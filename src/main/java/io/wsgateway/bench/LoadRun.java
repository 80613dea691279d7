package io.wsgateway.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs the scenarios {@code fanout} and {@code mesh}: sends at a fixed rate and checks the
 * deliveries.
 */
final class LoadRun {
  private static final int OPEN_SECONDS = 120;
  private static final int DRAIN_SECONDS = 10;

  private final BenchPlan plan;
  private final Watch watch;
  private final ServerMeter meter;
  private final Errors errors = new Errors();
  private final Stamp stamp = new Stamp(ThreadLocalRandom.current().nextInt());
  private final List<Deliveries> deliveries = new ArrayList<>();
  private final long startNanos = System.nanoTime();
  private final boolean mesh;

  /** The number of clients; in a fan-out the last one publishes. */
  private final int size;

  private int listening;

  LoadRun(BenchPlan plan, Watch watch, ServerMeter meter) {
    this.plan = plan;
    this.watch = watch;
    this.meter = meter;
    this.mesh = plan.scenario() == Scenario.MESH;
    this.size = mesh ? plan.clients().connections() : plan.clients().connections() + 1;
  }

  BenchResult run() {
    BenchResult.Builder result = BenchResult.of(plan);
    for (int i = 0; i < plan.threads(); i++) {
      deliveries.add(
          new Deliveries(
              stamp,
              startNanos,
              plan.clients().stalled(),
              plan.clients().connections(),
              mesh ? plan.clients().connections() : 1,
              errors));
    }
    Sender sender;
    long unsent;
    long warmed;
    try (Crowd crowd = new Crowd(plan, size, deliveries::get)) {
      crowd.openAll(watch, OPEN_SECONDS, errors);
      listening = listening(crowd);
      sender = new Sender(senders(crowd), plan, stamp, startNanos, errors);
      if (plan.load().warmupSeconds() > 0) {
        phase(crowd, sender, plan.load().warmupSeconds(), false);
      }
      warmed = sender.total();
      long from = System.nanoTime() - startNanos;
      deliveries.forEach(part -> part.measureFrom(from));
      meter.start();
      unsent = phase(crowd, sender, plan.load().seconds(), true);
      meter.stop();
    }
    return result(result, sender, sender.total() - warmed, unsent);
  }

  private int listening(Crowd crowd) {
    int count = 0;
    for (int i = plan.clients().stalled(); i < plan.clients().connections(); i++) {
      count += crowd.client(i) == null ? 0 : 1;
    }
    return count;
  }

  private List<Client> senders(Crowd crowd) {
    List<Client> senders = new ArrayList<>();
    for (int i = mesh ? 0 : plan.clients().connections(); i < size; i++) {
      Client client = crowd.client(i);
      if (client != null) {
        senders.add(client);
      }
    }
    if (senders.isEmpty()) {
      throw new BenchException("The publisher's connection could not be opened.");
    }
    return senders;
  }

  /** Sends for some time, and waits for deliveries in flight. */
  private long phase(Crowd crowd, Sender sender, int seconds, boolean measured) {
    AtomicLong unsent = new AtomicLong();
    Thread thread =
        new Thread(() -> unsent.set(sender.run(seconds, measured, watch::isStopped)), "bench-send");
    thread.setDaemon(true);
    thread.start();
    watch.until(() -> !thread.isAlive(), seconds + 2 * DRAIN_SECONDS, () -> line(crowd, sender));
    watch.until(
        () -> received() >= sender.total() * listening, DRAIN_SECONDS, () -> line(crowd, sender));
    crowd.requireRunning();
    return unsent.get();
  }

  private long received() {
    return deliveries.stream().mapToLong(Deliveries::received).sum();
  }

  private String line(Crowd crowd, Sender sender) {
    long expected = sender.total() * listening;
    return String.format(
        Locale.ROOT,
        "%d connections, %d messages sent, %d of %d deliveries arrived, %d errors",
        crowd.opened(),
        sender.total(),
        received(),
        expected,
        errors.total());
  }

  private BenchResult result(
      BenchResult.Builder result, Sender sender, long measured, long unsent) {
    Totals totals = new Totals();
    Latency latency = new Latency();
    long counted = 0;
    for (Deliveries part : deliveries) {
      part.check(sender.sent(), totals);
      latency.add(part.latency());
      counted += part.counted();
    }
    return result
        .counts(sender.total(), counted, totals)
        .put("measured", measured)
        .put("unsent", unsent)
        .put("connections", listening)
        .put("seconds", meter.seconds())
        .put("deliveriesPerSecond", counted / meter.seconds())
        .put("latencyMicros", latency.json())
        .put("sendLagMicros", sender.lag().json())
        .put("server", meter.server("Delivery", counted))
        .warnIf(unsent > 0, unsent + " messages could not be sent in time")
        .build(errors, meter, plan.threads(), watch.isStopped());
  }
}
