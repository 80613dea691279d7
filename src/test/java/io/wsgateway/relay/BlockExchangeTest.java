package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.auth.BlockedUsers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How a node learns which users are blocked, from numbers in beacons and answers of their nodes.
 */
final class BlockExchangeTest {
  private final BlockedUsers mine = new BlockedUsers(1000, () -> 0, () -> 0);
  private final BlockedUsers theirs = new BlockedUsers(1000, () -> 0, () -> 0);
  private final List<NodeMessage> asked = new ArrayList<>();
  private final List<Promise<NodeMessage>> answers = new ArrayList<>();
  private final BlockExchange exchange =
      new BlockExchange(
          mine, (node, question) -> ask(question), part -> part.blocks().forEach(mine::take));
  private int caughtUp;
  private boolean answersAtOnce = true;

  BlockExchangeTest() {
    exchange.onCaughtUp(() -> caughtUp++);
  }

  private Future<NodeMessage> ask(NodeMessage question) {
    asked.add(question);
    Promise<NodeMessage> answer = Promise.promise();
    answers.add(answer);
    if (answersAtOnce) {
      answer(answers.size() - 1);
    }
    return answer.future();
  }

  private void answer(int index) {
    NodeMessage.What what = (NodeMessage.What) asked.get(index);
    answers.get(index).complete(new NodeMessage.Part(theirs.since(what.since(), 2)));
  }

  @Test
  void nothingIsAskedWhileNothingChanges() {
    exchange.heard("x", 0);
    exchange.heard("x", BlockNews.UNKNOWN);
    assertThat(asked).isEmpty();
    assertThat(exchange.isBehind("x")).isFalse();
    theirs.block("alice", 60);
    exchange.heard("x", theirs.changes());
    exchange.heard("x", theirs.changes());
    assertThat(asked).containsExactly(new NodeMessage.What(0));
    assertThat(mine.isBlocked("alice")).isTrue();
    assertThat(exchange.number()).isEqualTo(1);
    assertThat(caughtUp).isEqualTo(1);
  }

  @Test
  void allPartsAreReadAndThenOnlyWhatIsNew() {
    IntStream.range(0, 5).forEach(i -> theirs.block("u" + i, 60));
    exchange.heard("x", 5);
    assertThat(asked)
        .containsExactly(new NodeMessage.What(0), new NodeMessage.What(2), new NodeMessage.What(4));
    assertThat(mine.count()).isEqualTo(5);
    assertThat(caughtUp).isEqualTo(1);
    theirs.block("more", 60);
    exchange.heard("x", 6);
    assertThat(asked).endsWith(new NodeMessage.What(5));
    assertThat(mine.isBlocked("more")).isTrue();
  }

  @Test
  void itIsBehindUntilTheAnswerAndTriesAgainWithTheNextBeacon() {
    answersAtOnce = false;
    theirs.block("alice", 60);
    exchange.heard("x", 1);
    assertThat(exchange.isBehind()).isTrue();
    assertThat(exchange.isBehind("x")).isTrue();
    assertThat(exchange.isBehind("y")).isFalse();
    exchange.heard("x", 1);
    assertThat(asked).as("one question at a time").hasSize(1);
    answers.get(0).fail("no answer");
    assertThat(exchange.isBehind()).isTrue();
    exchange.heard("x", 1);
    answers.get(1).complete(new NodeMessage.What(0));
    assertThat(exchange.isBehind()).as("an answer of another kind").isTrue();
    exchange.heard("x", 1);
    answer(2);
    assertThat(exchange.isBehind()).isFalse();
    assertThat(caughtUp).isEqualTo(1);
    assertThat(mine.isBlocked("alice")).isTrue();
  }

  @Test
  void aNodeThatComesBackIsAskedForEverything() {
    theirs.block("alice", 60);
    exchange.heard("x", 1);
    answersAtOnce = false;
    theirs.block("bob", 60);
    exchange.heard("x", 2);
    exchange.left("x");
    assertThat(exchange.isBehind()).isFalse();
    answer(1);
    exchange.heard("x", 2);
    assertThat(asked).endsWith(new NodeMessage.What(0));
    assertThat(exchange.isBehind("x")).isTrue();
    answer(2);
    assertThat(exchange.isBehind()).isFalse();
  }
}
