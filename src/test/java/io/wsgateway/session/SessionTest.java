package io.wsgateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publisher;
import io.wsgateway.session.ActionRefused.Reason;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a session does for its client, on the real broker, relay and hub. */
final class SessionTest {
  private static final int PER_CLIENT = 3;

  private final SimulatedNode node = new SimulatedNode(1, PER_CLIENT);
  private final SessionLoop loop = node.loop("one");
  private final RecordingPort port = new RecordingPort();
  private final Set<Rights.Action> denied = EnumSet.noneOf(Rights.Action.class);
  private final Session session =
      new Session(
          loop, new Publisher("c1", "u1"), (action, channel) -> !denied.contains(action), port);

  private void publish(String channel, String text) {
    session.publish(channel, Payload.text(text));
  }

  private static Reason refusal(Future<Void> subscribed) {
    assertThat(subscribed.failed()).isTrue();
    assertThat(subscribed.cause()).isInstanceOf(ActionRefused.class);
    ActionRefused refused = (ActionRefused) subscribed.cause();
    assertThat(refused.explanation()).isNotBlank();
    return refused.reason();
  }

  @Test
  void aSubscriptionBeginsWhenItsFutureCompletes() {
    Future<Void> subscribed = session.subscribe("a");
    assertThat(subscribed.isComplete()).isFalse();
    node.simulation.settle();
    assertThat(subscribed.succeeded()).isTrue();
    publish("a", "1");
    publish("b", "not its channel");
    node.simulation.settle();
    assertThat(port.told).containsExactly("a=1");
    assertThat(node.subscriptions()).isEqualTo(1);
  }

  @Test
  void whatThisLoopPublishedBeforeIsNotReceivedAlsoInTheSameTask() {
    session.subscribe("b");
    publish("a", "before");
    session.subscribe("a");
    node.simulation.settle();
    publish("a", "after");
    node.simulation.settle();
    assertThat(port.told).containsExactly("a=after");
  }

  @Test
  void afterUnsubscribingAndSubscribingAgainNothingIsReceivedThatWasPublishedBefore() {
    session.subscribeAtOnce("a", loop.subscriptions().find("a"));
    node.simulation.settle();
    for (int i = 0; i < 20; i++) {
      publish("a", "before " + i);
      // However far the publication has come.
      for (int step = 0; step < i; step++) {
        node.simulation.step();
      }
      port.told.clear();
      assertThat(session.unsubscribe("a")).isTrue();
      Future<Void> again = session.subscribe("a");
      node.simulation.settle();
      assertThat(again.succeeded()).isTrue();
      assertThat(port.told).isEmpty();
      publish("a", "after " + i);
      node.simulation.settle();
      assertThat(port.told).containsExactly("a=after " + i);
    }
    assertThat(node.subscriptions()).isEqualTo(1);
  }

  @Test
  void whoUnsubscribesBeforeItBeganIsToldSoAndReceivesNothing() {
    Future<Void> first = session.subscribe("a");
    assertThat(session.unsubscribe("a")).isTrue();
    assertThat(refusal(first)).isEqualTo(Reason.UNSUBSCRIBED);
    Future<Void> second = session.subscribe("a");
    publish("a", "between the calls and the point");
    node.simulation.settle();
    assertThat(second.succeeded()).isTrue();
    assertThat(session.unsubscribe("a")).isTrue();
    assertThat(session.unsubscribe("a")).isFalse();
    publish("a", "after");
    node.simulation.settle();
    assertThat(port.told).doesNotContain("a=after");
    assertThat(node.subscriptions()).isZero();
    assertThat(node.channels()).isZero();
  }

  @Test
  void aChannelThatCannotBeSubscribedToIsRefusedWithItsReason() {
    assertThat(refusal(session.subscribe("no:such"))).isEqualTo(Reason.UNKNOWN_CHANNEL);
    assertThat(refusal(session.subscribe("a b"))).isEqualTo(Reason.INVALID_CHANNEL);
    assertThat(refusal(session.subscribe("x".repeat(21)))).isEqualTo(Reason.INVALID_CHANNEL);
    session.subscribe("a");
    assertThat(refusal(session.subscribe("a"))).isEqualTo(Reason.ALREADY_SUBSCRIBED);
    denied.add(Rights.Action.SUBSCRIBE);
    assertThat(refusal(session.subscribe("b"))).isEqualTo(Reason.NOT_PERMITTED);
    node.simulation.settle();
    assertThat(refusal(session.subscribe("a"))).isEqualTo(Reason.ALREADY_SUBSCRIBED);
    assertThat(node.subscriptions()).isEqualTo(1);
  }

  @Test
  void aClientHasAsManySubscriptionsAsTheLimitSaysThoseIncludedThatHaveNotBegun() {
    session.subscribe("a");
    node.simulation.settle();
    session.subscribe("b");
    Future<Void> last = session.subscribe("news:c");
    assertThat(refusal(session.subscribe("d"))).isEqualTo(Reason.LIMIT);
    session.unsubscribe("b");
    Future<Void> instead = session.subscribe("d");
    node.simulation.settle();
    assertThat(last.succeeded()).isTrue();
    assertThat(instead.succeeded()).isTrue();
    assertThat(refusal(session.subscribe("e"))).isEqualTo(Reason.LIMIT);
  }

  @Test
  void whoMayNotPublishIsRefusedAndNobodyReceivesIt() {
    session.subscribe("a");
    node.simulation.settle();
    denied.add(Rights.Action.PUBLISH);
    var published = session.publish("a", Payload.text("1"));
    node.simulation.settle();
    assertThat(published.cause())
        .isInstanceOfSatisfying(
            ActionRefused.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_PERMITTED));
    assertThat(port.told).isEmpty();
  }

  @Test
  void aSessionThatEndsFailsWhatHasNotBegunAndLeavesEverything() {
    session.subscribe("a");
    node.simulation.settle();
    List<Object> order = new ArrayList<>();
    Future<Void> pending = session.subscribe("b");
    // Whoever is told must find the session ended.
    pending.onFailure(e -> order.add(refusal(session.subscribe("c"))));
    session.end();
    assertThat(refusal(pending)).isEqualTo(Reason.ENDED);
    assertThat(order).containsExactly(Reason.ENDED);
    publish("a", "1");
    publish("b", "1");
    node.simulation.settle();
    session.end();
    assertThat(port.told).isEmpty();
    assertThat(node.subscriptions()).isZero();
    assertThat(node.channels()).isZero();
  }

  @Test
  void whoIsBehindCountsInEveryChannelThatItIsSubscribedTo() {
    session.behind(true);
    session.subscribe("a").onSuccess(v -> session.unsubscribe("b"));
    session.subscribe("b");
    node.simulation.settle();
    assertThat(loop.hub().isCongested("a")).isTrue();
    assertThat(loop.hub().isCongested("b")).isFalse();
    session.unsubscribe("a");
    node.simulation.settle();
    assertThat(loop.hub().isCongested("a")).isFalse();
  }

  @Test
  void whoIsBehindAndLeavesCountsNoLongerAmongThoseWhoStay() {
    Session other =
        new Session(loop, new Publisher("c2", ""), (action, any) -> true, new RecordingPort());
    other.subscribe("a");
    other.subscribe("b");
    session.behind(true);
    session.subscribe("a");
    node.simulation.settle();
    session.subscribe("b");
    session.unsubscribe("a");
    session.unsubscribe("b");
    node.simulation.settle();
    assertThat(loop.hub().isCongested("a")).isFalse();
    assertThat(loop.hub().isCongested("b")).isFalse();
    // The count is right in both directions.
    other.behind(true);
    node.simulation.settle();
    assertThat(loop.hub().isCongested("a")).isTrue();
    assertThat(loop.hub().isCongested("b")).isTrue();
  }

  @Test
  void aSessionEndsAtItsTimeAndSaysWhy() {
    long now = loop.loop().wallMillis();
    session.endAt(now + 5000);
    session.subscribe("a");
    node.simulation.advance(4999);
    assertThat(port.told).isEmpty();
    Future<Void> pending = session.subscribe("b");
    node.simulation.advance(1);
    assertThat(port.told).containsExactly("close TOKEN_EXPIRED ");
    assertThat(pending.succeeded()).isTrue();
    assertThat(refusal(session.subscribe("c"))).isEqualTo(Reason.ENDED);
    assertThat(node.subscriptions()).isZero();
    node.simulation.advance(100_000);
    assertThat(port.told).hasSize(1);
  }

  @Test
  void aLaterTimeTakesThePlaceOfTheFirst() {
    long now = loop.loop().wallMillis();
    session.endAt(now + 5000);
    session.endAt(now + 9000);
    node.simulation.advance(8999);
    assertThat(port.told).isEmpty();
    node.simulation.advance(1);
    assertThat(port.told).hasSize(1);
  }

  @Test
  void aTimeFarAwayIsAwaitedInSteps() {
    long now = loop.loop().wallMillis();
    session.endAt(Long.MAX_VALUE);
    node.simulation.advance(1_000_000);
    assertThat(port.told).isEmpty();
    session.endAt(now + 1_200_001);
    node.simulation.advance(200_000);
    assertThat(port.told).isEmpty();
    node.simulation.advance(1);
    assertThat(port.told).containsExactly("close TOKEN_EXPIRED ");
  }

  @Test
  void aTimeThatHasPassedEndsItAtOnce() {
    session.endAt(loop.loop().wallMillis() - 1);
    node.simulation.advance(1);
    assertThat(port.told).containsExactly("close TOKEN_EXPIRED ");
  }

  @Test
  void aSessionThatHasEndedIsNotEndedByItsTime() {
    session.endAt(loop.loop().wallMillis() + 10);
    session.end();
    node.simulation.advance(100);
    session.endAt(loop.loop().wallMillis() + 10);
    node.simulation.advance(100);
    assertThat(port.told).isEmpty();
  }
}
