package io.wsgateway.bench;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the clients of one loop received, checked message by message, with the time it took. Belongs
 * to the loop; only {@link #received} and {@link #measureFrom} are for other threads.
 */
final class Deliveries implements ClientEvents {
  private final Stamp stamp;
  private final long startNanos;
  private final int stalled;
  private final int receivers;
  private final int senders;
  private final Errors errors;
  private final @Nullable Receipts[][] receipts;
  private final Latency latency = new Latency();
  private long fresh;
  private long counted;
  private volatile long received;
  private volatile long measureFrom = Long.MAX_VALUE;

  /**
   * Makes it. Clients below {@code stalled} stop reading, the others below {@code receivers} are
   * checked, and one beyond only sends.
   *
   * @param startNanos what the times in stamps count from
   */
  Deliveries(Stamp stamp, long startNanos, int stalled, int receivers, int senders, Errors errors) {
    this.stamp = stamp;
    this.startNanos = startNanos;
    this.stalled = stalled;
    this.receivers = receivers;
    this.senders = senders;
    this.errors = errors;
    this.receipts = new @Nullable Receipts[receivers][];
  }

  @Override
  public void opened(Client client, long nowNanos) {
    if (client.index < stalled) {
      client.stall();
    } else if (client.index < receivers) {
      Receipts[] made = new Receipts[senders];
      for (int i = 0; i < senders; i++) {
        made[i] = new Receipts();
      }
      receipts[client.index] = made;
    }
  }

  @Override
  public void message(Client client, ByteBuffer in, int offset, int length, long nowNanos) {
    if (client.index >= receivers) {
      return;
    }
    int mark = stamp.find(in, offset, length);
    if (mark < 0) {
      return; // a welcome, a reply, another run's
    }
    @Nullable Receipts[] own = receipts[client.index];
    int sender = Stamp.sender(in, mark);
    if (sender >= senders || own == null || own[sender] == null) {
      errors.add("a message of an unknown sender");
      return;
    }
    if (own[sender].received(Stamp.sequence(in, mark))) {
      fresh++;
      long intended = Stamp.nanos(in, mark);
      if (intended >= measureFrom) {
        counted++;
        latency.record(nowNanos - startNanos - intended);
      }
    }
  }

  @Override
  public void closed(Client client, String reason, int retryAfterSeconds) {
    errors.add(reason);
  }

  @Override
  public void afterRound() {
    if (received != fresh) {
      received = fresh;
    }
  }

  /** Messages that came, each counted once per client. Any thread. */
  long received() {
    return received;
  }

  /** From this intended time on, since the start, messages are timed. Any thread. */
  void measureFrom(long nanos) {
    measureFrom = nanos;
  }

  /** Times of the messages that were measured. When the loop has stopped. */
  Latency latency() {
    return latency;
  }

  /** How many were measured. When the loop has stopped. */
  long counted() {
    return counted;
  }

  /** Adds up the checks, against what each sender sent. When the loop has stopped. */
  void check(int[] sent, Totals totals) {
    for (@Nullable Receipts[] client : receipts) {
      if (client == null) {
        continue;
      }
      for (int sender = 0; sender < senders; sender++) {
        Receipts stream = client[sender];
        if (stream != null) {
          totals.add(stream, sent[sender]);
        }
      }
    }
  }
}
