package io.wsgateway.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends on a fixed schedule, whatever comes back: a window of messages at every moment of it, by
 * the senders in turn. A message carries the time when it was meant to go, so a late one counts as
 * late.
 *
 * <p>Runs on a thread of its own; the counters may be read by others.
 */
final class Sender {
  private static final long SECOND = 1_000_000_000L;

  /** How far behind its schedule it may end: then the server does not take so much. */
  private static final long LATEST_NANOS = 10 * SECOND;

  private final List<Client> clients;
  private final int window;
  private final double rate;
  private final long startNanos;
  private final Errors errors;
  private final byte[] message;
  private final ByteBuffer frames;
  private final int[] sent;
  private final Latency lag = new Latency();
  private final AtomicLong total = new AtomicLong();
  private int turn;

  Sender(List<Client> clients, BenchPlan plan, Stamp stamp, long startNanos, Errors errors) {
    this.clients = clients;
    this.window = plan.load().window();
    this.rate = plan.load().rate();
    this.startNanos = startNanos;
    this.errors = errors;
    this.message = stamp.template(plan.load().size());
    this.frames = ByteBuffer.allocateDirect(window * ClientFrames.room(plan.load().size()));
    this.sent = new int[clients.size()];
  }

  /**
   * Sends for so long, from now on.
   *
   * @param lags whether to keep how late messages went
   * @return how many of the planned messages were not sent
   */
  long run(int seconds, boolean lags, BooleanSupplier stopped) {
    long bursts = Math.max(1, Math.round(rate * seconds / window));
    double interval = SECOND * window / rate;
    long begin = System.nanoTime();
    for (long burst = 0; burst < bursts && !stopped.getAsBoolean(); burst++) {
      long intended = begin + (long) (burst * interval);
      await(intended, stopped);
      long late = System.nanoTime() - intended;
      if (late > LATEST_NANOS) {
        return (bursts - burst) * window;
      }
      if (lags) {
        lag.record(late);
      }
      burst(intended);
    }
    return 0;
  }

  /** Messages that went. Any thread. */
  long total() {
    return total.get();
  }

  /** Messages by sender. When the thread rests. */
  int[] sent() {
    return sent.clone();
  }

  /** How much later than meant messages went, in the measured time. When the thread rests. */
  Latency lag() {
    return lag;
  }

  private static void await(long nanos, BooleanSupplier stopped) {
    for (long left = nanos - System.nanoTime();
        left > 0 && !stopped.getAsBoolean();
        left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, SECOND / 10));
    }
  }

  /** One write per sender, so that a window reaches the server in one piece. */
  private void burst(long intended) {
    frames.clear();
    @Nullable Client before = null;
    for (int i = 0; i < window; i++) {
      Client client = clients.get(turn);
      if (before != null && client != before) {
        write(before);
      }
      Stamp.fill(message, turn, sent[turn], intended - startNanos);
      ClientFrames.append(frames, ClientFrames.TEXT, message);
      sent[turn]++;
      before = client;
      turn = turn + 1 == clients.size() ? 0 : turn + 1;
    }
    if (before != null) {
      write(before);
    }
    total.addAndGet(window);
  }

  private void write(Client client) {
    frames.flip();
    try {
      client.write(frames);
    } catch (IOException e) {
      errors.add("send: " + e.getMessage());
    }
    frames.clear();
  }
}
