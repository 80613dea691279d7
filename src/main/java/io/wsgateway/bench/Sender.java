package io.wsgateway.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends on a fixed schedule, independent of deliveries: a window of messages at each time, by the
 * senders in turn. A message carries its planned send time, so a late one counts as late.
 *
 * <p>Runs on its own thread; other threads may read the counters.
 */
final class Sender {
  private static final long SECOND = 1_000_000_000L;

  /** How far it may be behind its schedule before it stops, because the server is overloaded. */
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
   * Sends for some time, starting now.
   *
   * @param lags whether to record how late messages were sent
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

  /** Returns the number of sent messages. Any thread may call it. */
  long total() {
    return total.get();
  }

  /** Returns the number of messages by sender. Call it when the thread does not send. */
  int[] sent() {
    return sent.clone();
  }

  /**
   * Returns how late messages were sent in the measured time. Call it when the thread does not
   * send.
   */
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

  /** Writes once per sender, so that a window reaches the server in one piece. */
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
