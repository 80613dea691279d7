package io.wsgateway.relay;

import io.wsgateway.loop.Loop;
import io.wsgateway.poll.Poll;
import io.wsgateway.poll.PollAnswer;
import io.wsgateway.poll.PollQuestion;
import io.wsgateway.poll.PollSessions;
import java.util.ArrayList;
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

  /** How many polls are woken before yielding to the event loop. */
  static final int PORTION = 500;

  private final Loop loop;
  private final PollSessions here;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final Map<Long, Guest> polls = new LinkedHashMap<>();

  /**
   * A poll that is held.
   *
   * @param waits whether there was no room for what its session may have
   */
  private record Guest(Poll poll, Runnable leave, AtomicBoolean waits) {}

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
    AtomicBoolean waits = new AtomicBoolean();
    Poll poll =
        new Poll(
            question,
            () -> hasRoom(waits),
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
    polls.put(id, new Guest(poll, here.askHere(poll), waits));
  }

  private boolean hasRoom(AtomicBoolean waits) {
    if (bytes.get() < MAX_BYTES) {
      return true;
    }
    waits.set(true);
    waiting.set(true);
    // Room made meanwhile may have woken nobody, and perhaps no more will be made.
    return bytes.get() < MAX_BYTES;
  }

  private void release(int given) {
    if (bytes.addAndGet(-given) < MAX_BYTES / 2 && waiting.compareAndSet(true, false)) {
      wake();
    }
  }

  /** Wakes the polls that wait, the oldest first, while there is room. */
  private void wake() {
    if (bytes.get() >= MAX_BYTES) {
      waiting.set(true);
      return;
    }
    List<Poll> woken = new ArrayList<>();
    for (Guest guest : polls.values()) {
      if (woken.size() == PORTION) {
        loop.yield(this::wake);
        break;
      }
      if (guest.waits().getAndSet(false)) {
        woken.add(guest.poll());
      }
    }
    woken.forEach(here::room);
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
