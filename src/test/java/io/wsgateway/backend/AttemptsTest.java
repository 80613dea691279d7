package io.wsgateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.wsgateway.transport.BusConsumers;
import io.wsgateway.transport.BusMessage;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which nodes a message is sent to when some cannot be reached. */
final class AttemptsTest {
  private final Throwable gone = new VertxException("Not a member of the cluster", true);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final AtomicLong now = new AtomicLong();
  private final List<String> nodes = new ArrayList<>(List.of("a", "b"));
  private final Map<String, Throwable> failures = new HashMap<>();
  private final List<String> tried = new ArrayList<>();
  private final List<Long> waits = new ArrayList<>();
  private final Unreached unreached = new Unreached(now::get);
  private final BackendChoice choice = new BackendChoice(new Books(), unreached);

  /** As the bus's, the first being the one whose turn it is. */
  private final class Books implements BusConsumers {
    @Override
    public void next(String address, Completable<String> answer) {
      answer.succeed(nodes.isEmpty() ? null : nodes.get(0));
    }

    @Override
    public void all(String address, Completable<Iterable<String>> answer) {
      answer.succeed(nodes);
    }
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private Future<String> send(String client) {
    Promise<String> done = Promise.promise();
    context.runOnContext(v -> attempts(client).run().onComplete(done));
    await().until(() -> done.future().isComplete());
    return done.future();
  }

  private Attempts<String> attempts(String client) {
    BusMessage message = new BusMessage(vertx, "gateway.inbound", "x", new DeliveryOptions());
    return new Attempts<>(message, client, choice, unreached, now::get, this::to);
  }

  private Future<String> to(String node, long millis) {
    tried.add(node);
    waits.add(millis);
    return failures.containsKey(node)
        ? Future.failedFuture(failures.get(node))
        : Future.succeededFuture("by " + node);
  }

  @Test
  void whatWasNotSentGoesToAnotherBackendAtOnceAndThatOneIsNotAskedAgainForASecond() {
    failures.put("a", gone);
    assertThat(send(null).result()).isEqualTo("by b");
    assertThat(send(null).result()).isEqualTo("by b");
    assertThat(tried).containsExactly("a", "b", "b");

    failures.clear();
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(send(null).result()).isEqualTo("by a");
  }

  @Test
  void aBackendThatIsTheOnlyOneIsTriedAgainAlthoughItCouldNotBeReached() {
    nodes.remove("b");
    failures.put("a", new ConnectException("refused"));
    assertThat(send(null).cause()).hasMessage("refused");
    assertThat(send("client").cause()).hasMessage("refused");
    assertThat(tried).containsExactly("a", "a");
  }

  @Test
  void eachNodeIsTriedOnceAndTheLastFailureIsToldWhenAllFailed() {
    failures.put("a", gone);
    failures.put("b", new ConnectException("refused"));
    assertThat(send(null).cause()).hasMessage("refused");
    assertThat(tried).containsExactly("a", "b");
  }

  @Test
  void whatABackendMayHaveIsNotSentTwice() {
    failures.put("a", new ReplyException(ReplyFailure.TIMEOUT, "late"));
    assertThat(send(null).cause()).hasMessage("late");
    failures.put("a", new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 422, "no"));
    assertThat(send(null).cause()).hasMessage("no");
    failures.put("a", new IllegalStateException("ours"));
    assertThat(send(null).cause()).hasMessage("ours");
    assertThat(tried).containsExactly("a", "a", "a");
  }

  @Test
  void allAttemptsTogetherHaveTheTimeOfOne() {
    nodes.add("c");
    Promise<String> stuck = Promise.promise();
    Promise<String> done = Promise.promise();
    BusMessage[] message = new BusMessage[1];
    context.runOnContext(
        v -> {
          message[0] = new BusMessage(vertx, "gateway.inbound", "x", new DeliveryOptions());
          Attempts.Way<String> way =
              (node, millis) -> {
                waits.add(millis);
                return waits.size() == 1 ? stuck.future() : Future.failedFuture(gone);
              };
          new Attempts<>(message[0], null, choice, unreached, now::get, way).run().onComplete(done);
        });
    await().until(() -> waits.size() == 1);
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(Attempts.WHOLE_MILLIS - 10));
    stuck.fail(new ConnectException("timed out"));
    await().until(() -> done.future().isComplete());
    assertThat(waits).containsExactly(Attempts.WHOLE_MILLIS, 10L, 10L);
  }

  @Test
  void aClientsOwnBackendGetsItsMessagesAndWhenItIsGoneAnother() {
    nodes.addAll(List.of("c", "d"));
    String own = send("client").result();
    assertThat(List.of(send("client").result(), send("client").result())).containsOnly(own);

    failures.put(own.substring("by ".length()), gone);
    String heir = send("client").result();
    assertThat(heir).isNotEqualTo(own);
    assertThat(send("client").result()).isEqualTo(heir);
  }

  @Test
  void whereNobodyConsumesTheBusItselfFindsOut() {
    nodes.clear();
    assertThat(send(null).result()).isEqualTo("by null");
    assertThat(send("client").result()).isEqualTo("by null");
  }
}
