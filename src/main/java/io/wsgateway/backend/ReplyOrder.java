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
 * is faster than another. An early answer is held and its bytes are counted; over the bound its
 * question fails. Every question has a time-out, so nothing is held for longer than that. Belongs
 * to one event loop.
 */
final class ReplyOrder {
  private final Map<String, Queue<Question>> open = new HashMap<>();
  private final InFlight inFlight;

  ReplyOrder(InFlight inFlight) {
    this.inFlight = inFlight;
  }

  /** Returns the same answer, but not before the answers to this client's earlier questions. */
  Future<@Nullable Payload> add(String client, Future<@Nullable Payload> answer) {
    Queue<Question> questions = open.computeIfAbsent(client, c -> new ArrayDeque<>(2));
    Question question = new Question();
    questions.add(question);
    answer.onComplete(
        result -> {
          question.answered(result, questions.peek() == question);
          release(client, questions);
        });
    return question.promise.future();
  }

  private void release(String client, Queue<Question> questions) {
    Question first = questions.peek();
    while (first != null && first.answer != null) {
      questions.remove();
      if (questions.isEmpty()) {
        open.remove(client, questions);
      }
      first.handOut();
      first = questions.peek();
    }
  }

  private final class Question {
    private final Promise<@Nullable Payload> promise = Promise.promise();
    private @Nullable AsyncResult<@Nullable Payload> answer;
    private int held = -1;

    void answered(AsyncResult<@Nullable Payload> result, boolean first) {
      answer = result;
      if (first) {
        return;
      }
      Payload payload = result.result();
      int bytes = payload == null ? 0 : payload.size();
      if (inFlight.enter(bytes)) {
        held = bytes;
      } else {
        answer =
            Future.failedFuture(new Undelivered("too many bytes wait for an earlier question"));
      }
    }

    void handOut() {
      if (held >= 0) {
        inFlight.leave(held);
      }
      if (answer != null) {
        promise.handle(answer);
      }
    }
  }
}
