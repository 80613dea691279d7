package io.wsgateway.bench;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Records the messages that the clients of one loop receive, checks each of them, and measures
 * delays. Only the loop may use it, except for {@link #received} and {@link #measureFrom}, which
 * any thread may call.
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
   * Creates it. Clients with a number below {@code stalled} stop reading, the others below {@code
   * receivers} are checked, and one beyond these only sends.
   *
   * @param startNanos the time from which the times in stamps count
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
      return; // a welcome, a reply, or a message of another run
    }
    @Nullable Receipts[] own = receipts[client.index];
    int sender = Stamp.sender(in, mark);
    if (sender >= senders || own == null || own[sender] == null) {
      errors.add("a message from an unknown sender");
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

  /**
   * Returns the number of received messages, each counted once per client. Any thread may call it.
   */
  long received() {
    return received;
  }

  /**
   * Measures messages whose planned time, since the start, is this or later. Any thread may call
   * it.
   */
  void measureFrom(long nanos) {
    measureFrom = nanos;
  }

  /** Returns the delays of the measured messages. Call it when the loop has stopped. */
  Latency latency() {
    return latency;
  }

  /** Returns the number of measured messages. Call it when the loop has stopped. */
  long counted() {
    return counted;
  }

  /**
   * Compares the received messages with those sent, and adds up. Call it when the loop has stopped.
   */
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
