package io.wsgateway.connection;

import io.wsgateway.channel.LogCap;
import io.wsgateway.loop.Loop;
import io.wsgateway.loop.Slice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps direct memory from running out. It holds data that was written and that the kernel has not
 * accepted, up to {@code 64 KB} and a batch for each stalled socket, and input that arrived while
 * reading is paused. Nothing else limits the sum. When half of it is in use, each event loop ends
 * the connections that hold most. Only connections that hold some are ended. Belongs to a loop.
 */
final class DirectRelief {
  private static final Logger log = LoggerFactory.getLogger(DirectRelief.class);

  /** How many sockets may report a stall between two checks. */
  private static final int STALLS = 16;

  /** How much they may hold together: one alone may hold a batch that has MBs when encoded. */
  private static final long STALLED_BYTES = 4 << 20;

  /** How many connections are ended before yielding to the event loop. */
  private static final int PORTION = 100;

  /** A connection, the bytes that it holds, and whether it is closing already. */
  private record Holder(Connection connection, long bytes, boolean ending) {}

  private final ConnectionLoop loop;
  private final Loop turns;
  private final DirectMemory memory;
  private final LogCap cap;
  private int stalls;
  private long stalledBytes;
  private boolean busy;

  DirectRelief(ConnectionLoop loop, Loop turns, DirectMemory memory) {
    this.loop = loop;
    this.turns = turns;
    this.memory = memory;
    this.cap = new LogCap(1, TimeUnit.MINUTES.toNanos(1), turns::nanoTime);
  }

  /** Notes that a connection holds direct memory, in bytes; call it after the change. */
  void stalled(long bytes) {
    stalledBytes += bytes;
    if (++stalls >= STALLS || stalledBytes >= STALLED_BYTES) {
      check();
    }
  }

  /** Frees memory if too much is in use; call it several times a second. */
  void check() {
    stalls = 0;
    stalledBytes = 0;
    long now = busy ? 0 : memory.usedBytes();
    if (now > memory.maxBytes() / 2) {
      busy = true;
      try {
        give(now);
      } finally {
        busy = false;
      }
    }
  }

  private void give(long now) {
    List<Holder> holders = holders();
    long sum = holders.stream().mapToLong(Holder::bytes).sum();
    // This loop's share. Data shared by several sockets is counted for each, so another check may
    // be needed.
    double excess = now - memory.maxBytes() * 3.0 / 8;
    long goal = Math.max(1, (long) (sum * excess / now));
    int ended = 0;
    Slice slice = new Slice(turns, PORTION);
    for (Holder holder : holders) {
      if (goal <= 0) {
        break;
      }
      if (!slice.next() && now < memory.maxBytes() * 3 / 4) {
        turns.yield(this::check);
        break;
      }
      goal -= holder.bytes;
      holder.connection.endForDirectMemory();
      ended++;
    }
    if (ended > 0) {
      say();
    }
  }

  /** The holders: first those that are ending anyway, then by bytes, largest first. */
  private List<Holder> holders() {
    List<Holder> holders = new ArrayList<>();
    for (Connection connection : loop.all()) {
      long bytes = connection.directBytes();
      if (bytes > 0) {
        holders.add(new Holder(connection, bytes, !connection.isOpen()));
      }
    }
    holders.sort(Comparator.comparing(Holder::ending).thenComparingLong(Holder::bytes).reversed());
    return holders;
  }

  private void say() {
    long unsaid = cap.next();
    if (unsaid >= 0) {
      LogCap.tell(log.atWarn().addKeyValue("event", "outbound.direct"), unsaid)
          .log(
              "more than half of the direct memory of {} bytes is used (-XX:MaxDirectMemorySize):"
                  + " clients that do not read are disconnected, those with most data first",
              memory.maxBytes());
    }
  }
}
