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
  private static final int ROOM_FOR_TWO = 2 * (1 + InFlight.OVERHEAD);

  private final InFlight inFlight = new InFlight(ROOM_FOR_TWO);
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

  private boolean roomForTwo() {
    boolean one = inFlight.enter(1);
    boolean two = inFlight.enter(1);
    return one && two;
  }

  @Test
  void whatComesEarlyIsHeldAndCountedUntilItsTurn() {
    Promise<Payload> first = ask("a");
    Promise<Payload> second = ask("a");
    Promise<Payload> third = ask("a");
    third.complete(Payload.text("3"));
    second.complete(Payload.text("2"));
    assertThat(handedOut).isEmpty();
    assertThat(inFlight.enter(1)).as("room for more").isFalse();

    first.complete(Payload.text("1"));
    assertThat(handedOut).containsExactly("1", "2", "3");
    assertThat(roomForTwo()).isTrue();
  }

  @Test
  void whatDoesNotFitAnyMoreFailsInItsTurn() {
    Promise<Payload> first = ask("a");
    List<Promise<Payload>> others = List.of(ask("a"), ask("a"), ask("a"));
    others.forEach(answer -> answer.complete(Payload.text("x")));
    first.fail(new Undelivered("nobody"));
    assertThat(handedOut)
        .containsExactly("nobody", "x", "x", "too many bytes wait for an earlier question");
    assertThat(roomForTwo()).isTrue();
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
