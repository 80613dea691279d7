package io.wsgateway.support;

import io.wsgateway.loop.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Loops that share one simulated clock and one thread. Which loop runs its next task is drawn from
 * the seed, so that every order that real threads may take can come up, and a run with the same
 * seed is the same run. Time passes only when no loop has anything to do.
 */
public final class Simulation {
  /** Wall clock at the start: any fixed moment. */
  private static final long EPOCH_MILLIS = 1_800_000_000_000L;

  private final long seed;
  private final Random random;
  private final List<SimulatedLoop> loops = new ArrayList<>();
  private final PriorityQueue<Scheduled> timers =
      new PriorityQueue<>(
          Comparator.comparingLong(Scheduled::atNanos).thenComparing(s -> s.number));
  private long nanos;
  private long timersMade;

  /** A run that this number replays. */
  public Simulation(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** What draws everything that is left to chance. */
  public Random random() {
    return random;
  }

  /** A loop; its name is for failures. */
  public SimulatedLoop loop(String name) {
    SimulatedLoop loop = new SimulatedLoop(name);
    loops.add(loop);
    return loop;
  }

  /** Runs one task, or lets time pass to the next timer; false when there is nothing left to do. */
  public boolean step() {
    List<SimulatedLoop> ready = loops.stream().filter(SimulatedLoop::isReady).toList();
    if (!ready.isEmpty()) {
      ready.get(random.nextInt(ready.size())).runNext();
      return true;
    }
    Scheduled next = timers.poll();
    if (next == null) {
      return false;
    }
    nanos = Math.max(nanos, next.atNanos);
    next.fire();
    return true;
  }

  /** Runs everything that is due now, without letting time pass. */
  public void settle() {
    while (loops.stream().anyMatch(SimulatedLoop::isReady)) {
      step();
    }
  }

  /** Lets so much time pass, and runs what becomes due. */
  public void advance(long millis) {
    long end = nanos + TimeUnit.MILLISECONDS.toNanos(millis);
    settle();
    while (!timers.isEmpty() && timers.peek().atNanos <= end) {
      step();
      settle();
    }
    nanos = end;
  }

  /** The simulated time since the start. */
  public long millis() {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  @Override
  public String toString() {
    return "simulation with seed " + seed + " at " + millis() + " ms";
  }

  /** One loop of the simulation. */
  public final class SimulatedLoop implements Loop {
    private final String name;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private long pausedUntilNanos;
    private long aheadMillis;

    private SimulatedLoop(String name) {
      this.name = name;
    }

    /** It runs nothing for so long, as when its process is stopped; what comes meanwhile waits. */
    public void pause(long millis) {
      long until = nanos + TimeUnit.MILLISECONDS.toNanos(millis);
      if (until > pausedUntilNanos) {
        pausedUntilNanos = until;
        at(until, () -> {}, this);
      }
    }

    /**
     * Its wall clock is set so far ahead of the simulated time, or behind it; timers do not care.
     */
    public void setClock(long ahead) {
      aheadMillis = ahead;
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public void yield(Runnable rest) {
      // A timer that is due now fires when no loop has anything else to do.
      at(nanos, rest, this);
    }

    @Override
    public Timer schedule(long delayMillis, Runnable task) {
      Scheduled scheduled = at(nanos + TimeUnit.MILLISECONDS.toNanos(delayMillis), task, this);
      return () -> scheduled.cancelled = true;
    }

    @Override
    public long nanoTime() {
      return nanos;
    }

    @Override
    public long wallMillis() {
      return EPOCH_MILLIS + millis() + aheadMillis;
    }

    @Override
    public String toString() {
      return name;
    }

    private boolean isReady() {
      return !tasks.isEmpty() && nanos >= pausedUntilNanos;
    }

    private void runNext() {
      tasks.remove().run();
    }
  }

  private Scheduled at(long atNanos, Runnable task, SimulatedLoop loop) {
    Scheduled scheduled = new Scheduled(atNanos, timersMade++, task, loop);
    timers.add(scheduled);
    return scheduled;
  }

  /** A timer; when it fires its task waits for its turn on the loop. */
  private static final class Scheduled {
    private final long atNanos;
    private final long number;
    private final Runnable task;
    private final SimulatedLoop loop;
    private boolean cancelled;

    Scheduled(long atNanos, long number, Runnable task, SimulatedLoop loop) {
      this.atNanos = atNanos;
      this.number = number;
      this.task = task;
      this.loop = loop;
    }

    long atNanos() {
      return atNanos;
    }

    void fire() {
      loop.execute(
          () -> {
            if (!cancelled) {
              task.run();
            }
          });
    }
  }
}
