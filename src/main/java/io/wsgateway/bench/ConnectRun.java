package io.wsgateway.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs the scenario {@code connect}: opens connections and closes them in order. Without a rate,
 * the next connection starts when one ends. With a rate, connections start on a schedule, and one
 * that must wait because too many are open counts as late.
 */
final class ConnectRun {
  private static final long SECOND = 1_000_000_000L;
  private static final long PACE_NANOS = 500_000;
  private static final int END_SECONDS = 10;

  private final BenchPlan plan;
  private final Watch watch;
  private final ServerMeter meter;
  private final Errors errors = new Errors();
  private final List<Turnstile> turnstiles = new ArrayList<>();
  private volatile long measureFrom = Long.MAX_VALUE;
  private volatile boolean over;
  private final AtomicInteger due = new AtomicInteger();

  ConnectRun(BenchPlan plan, Watch watch, ServerMeter meter) {
    this.plan = plan;
    this.watch = watch;
    this.meter = meter;
  }

  BenchResult run() {
    BenchResult.Builder result = BenchResult.of(plan);
    Handshake handshake =
        new Handshake(plan.target(), plan.clients().headers(), Listening.WEBSOCKET);
    Sources sources = new Sources(plan.clients().sources());
    try {
      for (int i = 0; i < plan.threads(); i++) {
        int share = (plan.clients().connections() + i) / plan.threads();
        turnstiles.add(
            new Turnstile(
                new ClientLoop("bench-" + i, plan.target(), index -> handshake, sources),
                i,
                share));
      }
      turnstiles.forEach(Turnstile::start);
      pass(plan.load().warmupSeconds());
      measureFrom = System.nanoTime();
      meter.start();
      pass(plan.load().seconds());
      // With a rate the late ones count, too: they show an overload.
      over = plan.load().rate() == 0;
      watch.until(() -> over || watch.isStopped() || ended() >= due.get(), END_SECONDS, this::line);
      over = true;
      meter.stop();
      watch.until(() -> underWay() == 0, END_SECONDS, this::line);
    } finally {
      turnstiles.forEach(t -> t.loop.close());
    }
    Latency latency = new Latency();
    turnstiles.forEach(t -> latency.add(t.latency));
    long resumed = turnstiles.stream().mapToLong(t -> t.resumed).sum();
    TlsTrust tls = plan.target().tls();
    return result
        .put("handshakes", latency.count())
        .put("resumedSessions", tls == null ? null : resumed)
        .put("seconds", meter.seconds())
        .put("handshakesPerSecond", latency.count() / meter.seconds())
        .put("latencyMicros", latency.json())
        .put("server", meter.server("Handshake", latency.count()))
        .voidIf(latency.count() == 0, "no handshake was completed")
        .voidIf(errors.total() > 0, "connections failed")
        .voidIf(
            tls != null && tls.resumes() && resumed * 10 < latency.count() * 9,
            "fewer than nine of ten handshakes resumed a session")
        .build(errors, meter, plan.threads(), watch.isStopped());
  }

  private void pass(int seconds) {
    Thread pacer = null;
    if (plan.load().rate() > 0) {
      pacer = new Thread(() -> pace(seconds), "bench-pace");
      pacer.setDaemon(true);
      pacer.start();
    }
    watch.hold(seconds, this::line);
    turnstiles.forEach(t -> t.loop.requireRunning());
  }

  private void pace(int seconds) {
    long begin = System.nanoTime();
    long count = Math.round(plan.load().rate() * seconds);
    for (long i = 0; i < count && !watch.isStopped(); i++) {
      long intended = begin + (long) (i * SECOND / plan.load().rate());
      while (System.nanoTime() < intended) {
        LockSupport.parkNanos(PACE_NANOS);
      }
      Turnstile turnstile = turnstiles.get((int) (i % turnstiles.size()));
      due.incrementAndGet();
      turnstile.loop.execute(() -> turnstile.due(intended));
    }
  }

  private int underWay() {
    return turnstiles.stream().mapToInt(t -> t.underWay.get()).sum();
  }

  private long ended() {
    return turnstiles.stream().mapToLong(t -> t.ended.get()).sum();
  }

  private String line() {
    long done = turnstiles.stream().mapToLong(t -> t.done.get()).sum();
    return done + " handshakes, " + underWay() + " in progress, " + errors.total() + " errors";
  }

  /** The connections in progress on one loop. */
  private final class Turnstile implements ClientEvents {
    private final ClientLoop loop;
    private final int share;
    private final Latency latency = new Latency();
    private final Queue<Long> late = new ArrayDeque<>();
    private int index;
    private long resumed;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    Turnstile(ClientLoop loop, int index, int share) {
      this.loop = loop;
      this.index = index;
      this.share = share;
    }

    void start() {
      loop.start(this);
      if (plan.load().rate() == 0) {
        loop.execute(
            () -> {
              for (int i = 0; i < share; i++) {
                begin(System.nanoTime());
              }
            });
      }
    }

    void due(long intended) {
      if (underWay.get() < Math.max(1, share)) {
        begin(intended);
      } else {
        late.add(intended);
      }
    }

    private void begin(long intended) {
      underWay.incrementAndGet();
      index += plan.threads();
      loop.connect(index & Integer.MAX_VALUE, intended);
    }

    @Override
    public void opened(Client client, long nowNanos) {
      done.incrementAndGet();
      if (client.intendedNanos >= measureFrom && !over) {
        latency.record(nowNanos - client.intendedNanos);
        resumed += client.tls != null && client.tls.isResumed() ? 1 : 0;
      }
      loop.leave(client);
    }

    @Override
    public void closed(Client client, String reason, int retryAfterSeconds) {
      underWay.decrementAndGet();
      ended.incrementAndGet();
      if (!client.leaving) {
        errors.add(reason);
      }
      // Not from here: if every connection fails at once, the calls would nest without end.
      loop.execute(this::next);
    }

    private void next() {
      Long intended = plan.load().rate() == 0 ? Long.valueOf(System.nanoTime()) : late.poll();
      if (!over && intended != null) {
        begin(intended);
      }
    }
  }
}
