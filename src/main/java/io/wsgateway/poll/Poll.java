package io.wsgateway.poll;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A poll that waits for its answer. One object per poll: it is compared by identity. The functions
 * are called on the session's loop.
 */
public final class Poll {
  private final PollQuestion question;
  private final BooleanSupplier room;
  private final IntConsumer taken;
  private final Consumer<PollAnswer> answer;

  /** A poll of a client of this node; {@code answer} is called once. */
  public Poll(PollQuestion question, Consumer<PollAnswer> answer) {
    this(question, () -> true, bytes -> {}, answer);
  }

  /**
   * A poll that another node forwards.
   *
   * @param room whether anything may be sent to that node now; messages wait otherwise, until
   *     {@link PollSessions#room}
   * @param taken called with the bytes of messages that are about to be sent to that node
   */
  public Poll(
      PollQuestion question, BooleanSupplier room, IntConsumer taken, Consumer<PollAnswer> answer) {
    this.question = question;
    this.room = room;
    this.taken = taken;
    this.answer = answer;
  }

  /** What is asked. */
  public PollQuestion question() {
    return question;
  }

  boolean hasRoom() {
    return room.getAsBoolean();
  }

  void takes(int bytes) {
    taken.accept(bytes);
  }

  /** Answers it; called once at most. */
  public void answer(PollAnswer with) {
    answer.accept(with);
  }
}
