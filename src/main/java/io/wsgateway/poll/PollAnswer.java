package io.wsgateway.poll;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a poll is answered.
 *
 * @param kind which of the answers
 * @param number the number of the next cursor, with {@link Kind#MESSAGES} and {@link Kind#NOTHING}
 * @param body the messages as a JSON array with {@link Kind#MESSAGES}, the {@link PollEnd} with
 *     {@link Kind#ENDED}, otherwise empty; not to be modified
 */
public record PollAnswer(Kind kind, long number, Buffer body) {
  /** The kinds. The code is part of what nodes send each other, and never changes. */
  public enum Kind {
    /** There are messages. */
    MESSAGES(1),
    /** Nothing came. */
    NOTHING(2),
    /** A newer poll of the session has come. */
    REPLACED(3),
    /** There is no such session. */
    GONE(4),
    /** The session has ended. */
    ENDED(5),
    /** The cursor is not one that the session gave, or is of another endpoint. */
    CURSOR(6),
    /** The session is another user's. */
    USER(7),
    /** There are too many polls; the same cursor is valid later. */
    BUSY(8);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** The number between nodes. */
    public int code() {
      return code;
    }

    /** Finds the kind by its number; empty if there is none. */
    public static Optional<Kind> ofCode(int code) {
      return Arrays.stream(values()).filter(kind -> kind.code == code).findAny();
    }
  }

  /** An answer that is only its kind. */
  public static PollAnswer of(Kind kind) {
    return new PollAnswer(kind, 0, Buffer.buffer());
  }

  static PollAnswer nothing(long number) {
    return new PollAnswer(Kind.NOTHING, number, Buffer.buffer());
  }

  static PollAnswer ended(PollEnd end) {
    return new PollAnswer(Kind.ENDED, 0, Buffer.buffer(end.json()));
  }
}
