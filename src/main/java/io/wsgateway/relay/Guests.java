package io.wsgateway.relay;

import io.wsgateway.loop.Loop;
import io.wsgateway.poll.Poll;
import io.wsgateway.poll.PollAnswer;
import io.wsgateway.poll.PollQuestion;
import io.wsgateway.poll.PollSessions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The polls that one other node has forwarded here, and the bytes that are on their way to it.
 * State belongs to the relay's loop; the counts are thread-safe.
 */
final class Guests {
  /** How many bytes of messages may be on their way to a node; more by one batch for each loop. */
  static final long MAX_BYTES = 4 << 20;

  private final Loop loop;
  private final PollSessions here;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final Map<Long, Guest> polls = new LinkedHashMap<>();

  private record Guest(Poll poll, Runnable leave) {}

  /** Sends an answer. */
  @FunctionalInterface
  interface Sender {
    /** Sends it; {@code settled} runs on the relay's loop when it has arrived, or never will. */
    void send(PollAnswer answer, Runnable settled);
  }

  Guests(Loop loop, PollSessions here) {
    this.loop = loop;
    this.here = here;
  }

  /** Holds a poll until it is answered; each is, also one that is given up. */
  void hold(long id, PollQuestion question, Sender sender) {
    AtomicInteger own = new AtomicInteger();
    Poll poll =
        new Poll(
            question,
            this::hasRoom,
            more -> {
              own.addAndGet(more);
              bytes.addAndGet(more);
            },
            answer ->
                loop.execute(
                    () -> {
                      polls.remove(id);
                      sender.send(answer, () -> release(own.get()));
                    }));
    polls.put(id, new Guest(poll, here.askHere(poll)));
  }

  private boolean hasRoom() {
    if (bytes.get() < MAX_BYTES) {
      return true;
    }
    waiting.set(true);
    return false;
  }

  private void release(int given) {
    if (bytes.addAndGet(-given) < MAX_BYTES / 2 && waiting.compareAndSet(true, false)) {
      List.copyOf(polls.values()).forEach(guest -> here.room(guest.poll()));
    }
  }

  /** Gives up a poll. */
  void leave(long id) {
    Guest guest = polls.get(id);
    if (guest != null) {
      guest.leave().run();
    }
  }

  /** Gives up all. */
  void leave() {
    List.copyOf(polls.values()).forEach(guest -> guest.leave().run());
  }
}
