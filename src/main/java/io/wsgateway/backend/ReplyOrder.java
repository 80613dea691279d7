package io.wsgateway.backend;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.channel.Payload;
import io.wsgateway.session.Undelivered;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the answers to a client's questions in the order of the questions, even if one backend
 * is faster than another. An early answer is held and its bytes are counted. One client may use
 * only a part of them; over a limit its question fails. Every question has a time-out, so nothing
 * is held for longer than that. Belongs to one event loop.
 */
final class ReplyOrder {
  /** What one client may have held: this part of the whole. */
  private static final int CLIENT_PART = 8;

  private final Map<String, Questions> open = new HashMap<>();
  private final InFlight held;

  /**
   * With a bound for what is held.
   *
   * @param held of nothing else: a client whose first question waits must not take the room that
   *     the questions of others need
   */
  ReplyOrder(InFlight held) {
    this.held = held;
  }

  /** A client's questions that are not answered. */
  private static final class Questions {
    private final Queue<Question> queue = new ArrayDeque<>(2);
    private long heldBytes;
  }

  /** Returns the same answer, but not before the answers to this client's earlier questions. */
  Future<@Nullable Payload> add(String client, Future<@Nullable Payload> answer) {
    Questions questions = open.computeIfAbsent(client, c -> new Questions());
    Question question = new Question(questions);
    questions.queue.add(question);
    answer.onComplete(
        result -> {
          question.answered(result, questions.queue.peek() == question);
          release(client, questions);
        });
    return question.promise.future();
  }

  private void release(String client, Questions questions) {
    Question first = questions.queue.peek();
    while (first != null && first.answer != null) {
      questions.queue.remove();
      if (questions.queue.isEmpty()) {
        open.remove(client, questions);
      }
      first.handOut();
      first = questions.queue.peek();
    }
  }

  private final class Question {
    private final Promise<@Nullable Payload> promise = Promise.promise();
    private @Nullable AsyncResult<@Nullable Payload> answer;
    private final Questions questions;
    private int bytes = -1;

    Question(Questions questions) {
      this.questions = questions;
    }

    void answered(AsyncResult<@Nullable Payload> result, boolean first) {
      answer = result;
      if (first) {
        return;
      }
      Payload payload = result.result();
      int size = payload == null ? 0 : payload.size();
      if (hold(size)) {
        bytes = size;
      } else {
        answer =
            Future.failedFuture(new Undelivered("too many bytes wait for an earlier question"));
      }
    }

    private boolean hold(int size) {
      long weight = held.weight(size);
      boolean fits =
          questions.heldBytes + weight <= Math.max(weight, held.cap() / CLIENT_PART)
              && held.enter(size);
      questions.heldBytes += fits ? weight : 0;
      return fits;
    }

    void handOut() {
      if (bytes >= 0) {
        held.leave(bytes);
        questions.heldBytes -= held.weight(bytes);
      }
      if (answer != null) {
        promise.handle(answer);
      }
    }
  }
}
