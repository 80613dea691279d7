package io.wsgateway.poll;

import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.MessageBatch;
import io.wsgateway.connection.Transport;
import io.wsgateway.connection.TransportListener;
import io.wsgateway.loop.Loop;
import io.wsgateway.poll.PollAnswer.Kind;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries a client's messages in the answers to its polls. A parked poll makes it writable; what is
 * written until the next flush is one answer. Between two polls it is not writable, so that
 * messages wait in the connection's queue, under its limits and policies.
 *
 * <p>An answer is kept until a poll with the next cursor acknowledges it: one with the same cursor
 * as before gets it again. Times are counted in ticks of about a second, so that a pause of the
 * process ends no session. Belongs to one event loop.
 */
final class PollSession implements Transport {
  /** An answer may be longer by one batch. */
  static final int ANSWER_BYTES = 64 * 1024;

  /** How long a session lives after its last answer, in seconds. */
  static final int IDLE_SECONDS = 30;

  /** How small a part of a poll's time is random. */
  private static final int JITTER = 5;

  private final Loop loop;
  private final TransportListener connection;
  private final int parkSeconds;
  private final BiConsumer<PollSession, PollEnd> ended;

  /** The number of the last answer with messages. */
  private long number;

  /** The last answer, until it is acknowledged. */
  private @Nullable PollPages last;

  /** What was written since. */
  private PollPages next = new PollPages();

  private @Nullable Poll parked;
  private int ticks;
  private int waits;
  private @Nullable PollEnd end;
  private boolean over;

  /**
   * Makes a session.
   *
   * @param parkSeconds how long a poll waits at most; up to a fifth less
   * @param ended called once, when nothing more reaches the client
   */
  PollSession(
      Loop loop,
      TransportListener connection,
      int parkSeconds,
      BiConsumer<PollSession, PollEnd> ended) {
    this.loop = loop;
    this.connection = connection;
    this.parkSeconds = parkSeconds;
    this.ended = ended;
  }

  /** Opens it with its first poll, which is answered at once. */
  void begin(Poll first) {
    if (over) {
      first.answer(PollAnswer.of(Kind.BUSY));
      return;
    }
    parked = first;
    waits = parkSeconds;
    connection.opened(this);
    if (parked == null) {
      return; // it was closed
    }
    answer(first);
  }

  /** Takes a poll of the session's client. */
  void take(Poll poll) {
    long given = poll.question().number();
    if (over || given > number) {
      poll.answer(over ? PollAnswer.ended(theEnd()) : PollAnswer.of(Kind.CURSOR));
    } else if (given == number) {
      park(poll);
    } else if (given == number - 1 && last != null) {
      repeat(poll, last);
    } else if (given == number - 1 && parked == null && end != null) {
      tell(poll); // what it asks for was discarded
    } else {
      poll.answer(PollAnswer.of(Kind.REPLACED));
    }
  }

  private void repeat(Poll poll, PollPages pages) {
    if (!poll.hasRoom()) {
      poll.answer(PollAnswer.of(Kind.BUSY));
      return;
    }
    ticks = 0;
    poll.takes(pages.bytes());
    poll.answer(messages(pages));
  }

  private void park(Poll poll) {
    Poll before = parked;
    parked = poll;
    ticks = 0;
    // A publication ends the polls of all clients at once; what follows must not end together
    // again.
    waits = parkSeconds - ThreadLocalRandom.current().nextInt(parkSeconds / JITTER + 1);
    if (last != null) {
      last = null;
      keepLater();
    }
    if (before != null) {
      before.answer(PollAnswer.of(Kind.REPLACED));
    }
    connection.read(false);
    go();
  }

  /** Answers the parked poll if there is something, and it may be sent. */
  void go() {
    Poll poll = parked;
    if (poll == null || !poll.hasRoom()) {
      return;
    }
    if (!next.isEmpty()) {
      answer(poll);
    } else if (end != null) {
      tell(poll);
    } else {
      connection.writable();
    }
  }

  /** Gives up a parked poll, whose client has gone. */
  void leave(Poll poll) {
    if (parked == poll) {
      parked = null;
      ticks = 0;
      keepLater();
      poll.answer(PollAnswer.of(Kind.REPLACED));
    }
  }

  /** Runs about once a second. If it fails, only this session ends. */
  void tick() {
    if (over) {
      return;
    }
    try {
      pass();
    } catch (Throwable e) {
      failed(e);
    }
  }

  private void failed(Throwable fault) {
    connection.fault(fault);
    try {
      abort();
    } catch (Throwable again) {
      connection.fault(again);
      over();
    }
  }

  /** Another second has passed. */
  private void pass() {
    ticks++;
    Poll poll = parked;
    if (poll != null) {
      connection.read(false);
      if (ticks >= waits) {
        parked = null;
        ticks = 0;
        poll.answer(PollAnswer.nothing(number));
      }
    } else if (ticks > IDLE_SECONDS && end == null) {
      connection.violated(EndReason.SILENT, "no poll for " + IDLE_SECONDS + " seconds");
    }
  }

  private void answer(Poll poll) {
    parked = null;
    ticks = 0;
    number++;
    last = next;
    next = new PollPages();
    keepLater();
    poll.answer(messages(last));
  }

  private PollAnswer messages(PollPages pages) {
    return new PollAnswer(Kind.MESSAGES, number, pages.array());
  }

  private void tell(Poll poll) {
    parked = null;
    poll.answer(PollAnswer.ended(theEnd()));
    over();
  }

  private PollEnd theEnd() {
    return end == null ? PollEnd.UNKNOWN : end;
  }

  private void over() {
    if (!over) {
      over = true;
      ended.accept(this, theEnd());
      // In a task of its own: the connection may be in the middle of something.
      loop.execute(connection::gone);
    }
  }

  /** What it keeps counts for the node's memory; later, because connections may end by this. */
  private void keepLater() {
    loop.execute(
        () -> {
          int unsent = parked == null && !next.isEmpty() ? next.bytes() : 0;
          connection.keeps(over ? 0 : unsent + (last == null ? 0 : last.bytes()));
        });
  }

  // Calls from the connection.

  @Override
  public boolean isWritable() {
    return parked != null && end == null && next.bytes() < ANSWER_BYTES && parked.hasRoom();
  }

  /** A client that does not poll is seen by {@link #isWritable} alone. */
  @Override
  public long pendingBytes() {
    return 0;
  }

  @Override
  public long directBytes() {
    return 0;
  }

  @Override
  public void discard() {
    last = null;
    next = new PollPages();
  }

  @Override
  public int write(MessageBatch batch) {
    Poll poll = parked;
    if (end != null) {
      return 0;
    }
    int before = next.bytes();
    next.add(PollFraming.elements(batch));
    int more = next.bytes() - before;
    if (poll != null) {
      poll.takes(more);
    }
    return more;
  }

  @Override
  public void flush() {
    if (parked != null && !next.isEmpty()) {
      answer(parked);
    }
  }

  /** A parked poll shows that its client is there. */
  @Override
  public void ping() {
    if (parked != null) {
      connection.read(false);
    }
  }

  /** The end is told in the next answer, after everything that was written. */
  @Override
  public void close(int code, String reason) {
    if (end != null) {
      return;
    }
    end = new PollEnd(code, reason);
    Poll poll = parked;
    if (poll != null && next.isEmpty()) {
      tell(poll);
    } else if (poll != null) {
      answer(poll);
    }
  }

  @Override
  public void ends(int code, String reason) {
    if (end == null) {
      end = new PollEnd(code, reason);
    }
  }

  @Override
  public void finish() {
    abort();
  }

  @Override
  public void abort() {
    Poll poll = parked;
    if (poll != null) {
      tell(poll);
    } else {
      over();
    }
  }

  @Override
  public void read(boolean on) {}
}
