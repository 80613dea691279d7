package io.wsgateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.channel.Payload;
import io.wsgateway.session.Undelivered;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers that come in another order than the questions went. */
final class ReplyOrderTest {
  private static final int ONE = 1 + InFlight.OVERHEAD;

  /** Two of them for one client. */
  private static final int ROOM = 16 * ONE;

  private final InFlight inFlight = new InFlight(ROOM);
  private final ReplyOrder order = new ReplyOrder(inFlight);
  private final List<String> handedOut = new ArrayList<>();

  private Promise<Payload> ask(String client) {
    Promise<Payload> answer = Promise.promise();
    Future<Payload> inOrder = order.add(client, answer.future());
    inOrder.onComplete(
        result ->
            handedOut.add(
                result.succeeded() ? result.result().asText() : result.cause().getMessage()));
    return answer;
  }

  private boolean isEmpty() {
    return inFlight.enter(ROOM - InFlight.OVERHEAD);
  }

  @Test
  void whatComesEarlyIsHeldAndCountedUntilItsTurn() {
    Promise<Payload> first = ask("a");
    Promise<Payload> second = ask("a");
    Promise<Payload> third = ask("a");
    third.complete(Payload.text("3"));
    second.complete(Payload.text("2"));
    assertThat(handedOut).isEmpty();
    assertThat(inFlight.enter(ROOM - 2 * ONE + 1 - InFlight.OVERHEAD)).as("more room").isFalse();

    first.complete(Payload.text("1"));
    assertThat(handedOut).containsExactly("1", "2", "3");
    assertThat(isEmpty()).isTrue();
  }

  @Test
  void whatDoesNotFitAnyMoreFailsInItsTurn() {
    Promise<Payload> first = ask("a");
    List<Promise<Payload>> others = List.of(ask("a"), ask("a"), ask("a"));
    others.forEach(answer -> answer.complete(Payload.text("x")));
    first.fail(new Undelivered("nobody"));
    assertThat(handedOut)
        .containsExactly("nobody", "x", "x", "too many bytes wait for an earlier question");
    assertThat(isEmpty()).isTrue();
  }

  @Test
  void whatIsHeldForOneClientLeavesRoomForTheOthers() {
    Promise<Payload> first = ask("a");
    for (int i = 0; i < 20; i++) {
      ask("a").complete(Payload.text("x"));
    }
    Promise<Payload> other = ask("b");
    ask("b").complete(Payload.text("2"));
    other.complete(Payload.text("1"));
    assertThat(handedOut).containsExactly("1", "2");
    assertThat(inFlight.enter(ROOM - 2 * ONE - InFlight.OVERHEAD)).isTrue();
    inFlight.leave(ROOM - 2 * ONE - InFlight.OVERHEAD);
    first.complete(Payload.text("0"));
    assertThat(isEmpty()).isTrue();
  }

  @Test
  void oneAnswerAloneIsHeldHoweverLargeItIs() {
    Promise<Payload> first = ask("a");
    ask("a").complete(Payload.text("x".repeat(ROOM)));
    first.complete(Payload.text("1"));
    assertThat(handedOut).hasSize(2).last().asString().startsWith("xx");
    assertThat(isEmpty()).isTrue();
  }

  @Test
  void aThousandThatWaitedForOneAreHandedOutWithoutAThousandFrames() {
    ReplyOrder roomy = new ReplyOrder(new InFlight(Long.MAX_VALUE));
    Promise<Payload> first = Promise.promise();
    List<Future<Payload>> asked = new ArrayList<>();
    asked.add(roomy.add("a", first.future()));
    for (int i = 0; i < 100_000; i++) {
      asked.add(roomy.add("a", Future.succeededFuture(Payload.text("x"))));
    }
    first.complete(Payload.text("1"));
    assertThat(asked).allMatch(Future::succeeded);
  }
}
