package io.wsgateway.relay;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.wsgateway.cluster.Membership;
import io.wsgateway.loop.Loop;
import io.wsgateway.poll.Poll;
import io.wsgateway.poll.PollAnswer;
import io.wsgateway.poll.PollAnswer.Kind;
import io.wsgateway.poll.PollNodes;
import io.wsgateway.poll.PollQuestion;
import io.wsgateway.poll.PollSessions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Forwards polls to the nodes that have their sessions, and answers those that other nodes forward.
 * A node holds nothing of a foreign session but the poll. Both ways the number is limited, and so
 * are the bytes that are on their way to a node: each answer is confirmed, and while too many are
 * not, messages stay in the queues of their sessions. State belongs to the relay's loop.
 */
public final class NodePolls implements PollNodes {
  /** How many polls this node forwards at a time, and how many it holds for all others. */
  static final int MAX = 20_000;

  /** Longer than a poll waits. */
  private static final long ANSWER_MILLIS = TimeUnit.SECONDS.toMillis(35);

  private final Loop loop;
  private final Membership members;
  private final Calls calls;
  private final PollSessions here;
  private final int most;
  private final Map<Long, Asked> asked = new LinkedHashMap<>();
  private final Map<String, Guests> guests = new HashMap<>();
  private int held;
  private long lastId;

  /** Reaches the other nodes. */
  interface Calls {
    /** Asks a node, and waits up to {@code millis} for its answer. */
    Future<Message<Object>> ask(String node, NodeMessage message, long millis);

    /** Tells a node something that it does not answer. */
    void tell(String node, NodeMessage message);
  }

  /** A poll that this node has forwarded. */
  private static final class Asked {
    private final String node;
    private final Poll poll;
    private long id;
    private boolean over;

    Asked(String node, Poll poll) {
      this.node = node;
      this.poll = poll;
    }

    void answer(PollAnswer with) {
      if (!over) {
        over = true;
        poll.answer(with);
      }
    }
  }

  /** Forwards nothing yet; {@link NodeCalls} brings the calls of the other nodes. */
  public NodePolls(Loop loop, Membership members, NodeCalls calls, PollSessions here) {
    this(loop, members, calls, here, MAX);
  }

  NodePolls(Loop loop, Membership members, Calls calls, PollSessions here, int most) {
    this.loop = loop;
    this.members = members;
    this.calls = calls;
    this.here = here;
    this.most = most;
  }

  @Override
  public Runnable ask(String node, Poll poll) {
    Asked question = new Asked(node, poll);
    loop.execute(() -> forward(question));
    return () -> loop.execute(() -> giveUp(question));
  }

  private void forward(Asked question) {
    if (question.over) {
      return;
    }
    if (!members.others().containsKey(question.node)) {
      question.answer(PollAnswer.of(Kind.GONE));
    } else if (asked.size() >= most) {
      question.answer(PollAnswer.of(Kind.BUSY));
    } else {
      question.id = ++lastId;
      asked.put(question.id, question);
      calls
          .ask(
              question.node,
              new NodeMessage.PollAsk(question.id, question.poll.question()),
              ANSWER_MILLIS)
          .onComplete(result -> answered(question, result));
    }
  }

  private void answered(Asked question, AsyncResult<Message<Object>> result) {
    asked.remove(question.id);
    if (result.failed()) {
      question.answer(PollAnswer.of(isGone(result.cause()) ? Kind.GONE : Kind.BUSY));
      return;
    }
    Message<Object> answer = result.result();
    if (answer.replyAddress() != null) {
      answer.reply(Buffer.buffer());
    }
    try {
      question.answer(
          NodeMessage.decode((Buffer) answer.body(), loop.nanoTime())
                  instanceof NodeMessage.PollReply reply
              ? reply.answer()
              : PollAnswer.of(Kind.GONE));
    } catch (EnvelopeException | ClassCastException e) {
      question.answer(PollAnswer.of(Kind.GONE));
    }
  }

  /** A node that is only late, or cannot be reached now, may have the session all the same. */
  private static boolean isGone(Throwable failure) {
    return failure instanceof ReplyException reply && reply.failureType() != ReplyFailure.TIMEOUT;
  }

  private void giveUp(Asked question) {
    if (!question.over) {
      question.over = true;
      if (question.id != 0) {
        calls.tell(question.node, new NodeMessage.PollLeave(question.id));
      }
    }
  }

  /** Notes that a node has left: its sessions are gone, and its clients ask others. */
  public void left(String node) {
    for (Asked question : List.copyOf(asked.values())) {
      if (question.node.equals(node)) {
        asked.remove(question.id);
        question.answer(PollAnswer.of(Kind.GONE));
      }
    }
    Guests gone = guests.remove(node);
    if (gone != null) {
      gone.leave();
    }
  }

  /** Takes a poll that another node forwards. */
  void take(String node, Message<Object> message, long id, PollQuestion question) {
    if (held >= most) {
      message.reply(encoded(PollAnswer.of(Kind.BUSY)));
      return;
    }
    Guests of = guests.computeIfAbsent(node, n -> new Guests(loop, here));
    held++;
    of.hold(id, question, (answer, settled) -> reply(message, answer, settled));
  }

  private void reply(Message<Object> message, PollAnswer answer, Runnable settled) {
    held--;
    if (answer.kind() == Kind.MESSAGES) {
      message
          .<Object>replyAndRequest(
              encoded(answer), new DeliveryOptions().setSendTimeout(ANSWER_MILLIS))
          .onComplete(confirmed -> loop.execute(settled));
    } else {
      message.reply(encoded(answer));
      settled.run();
    }
  }

  private Buffer encoded(PollAnswer answer) {
    return NodeMessage.encode(new NodeMessage.PollReply(answer), loop.nanoTime());
  }

  /** Gives up a poll whose client has gone from the node that forwarded it. */
  void leave(String node, long id) {
    Guests of = guests.get(node);
    if (of != null) {
      of.leave(id);
    }
  }

  /** How many polls this node has forwarded that are not answered yet. */
  int forwarded() {
    return asked.size();
  }

  /** How many polls of other nodes this node holds. */
  int held() {
    return held;
  }
}
