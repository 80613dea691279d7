package io.wsgateway.client;

import static io.wsgateway.client.Waiting.failure;
import static io.wsgateway.client.Waiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.wsgateway.client.Call.Request;
import io.wsgateway.client.GatewayException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CallsTest {
  private final Worker worker = new Worker();
  private final LocalBus bus = new LocalBus();
  private final Nodes nodes = new Nodes(System::nanoTime, new Random(1));
  private final List<Message<JsonObject>> asked = new CopyOnWriteArrayList<>();

  @AfterEach
  void end() {
    worker.end();
    bus.close();
  }

  private Calls calls(Consumer<GatewayOptions> settings) {
    GatewayOptions options = new GatewayOptions();
    settings.accept(options);
    return new Calls(worker, nodes, options);
  }

  private Calls joined(Consumer<GatewayOptions> settings, String... ids) {
    Calls calls = calls(settings);
    are(ids);
    worker.execute(() -> calls.joined(bus));
    return calls;
  }

  private void are(String... ids) {
    bus.has(ids);
    worker.execute(() -> nodes.are(bus.gateways()));
  }

  private static Future<Message<Object>> publish(Calls calls, int number) {
    JsonObject body = new JsonObject().put("n", number);
    return calls.ask(new Request("gateway.publish", true, Map.of("channel", "news"), body));
  }

  private List<Integer> numbers() {
    return asked.stream().map(message -> message.body().getInteger("n")).toList();
  }

  @Test
  void asksInTheOrderOfCallsAtOneNode() {
    bus.plays("a", asked::add);
    bus.plays("b", asked::add);
    Calls calls = joined(o -> {}, "a", "b");
    List<Future<Message<Object>>> answers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      answers.add(publish(calls, i));
    }
    await().until(() -> asked.size() == 500);
    assertThat(numbers()).isSorted();
    assertThat(asked.stream().map(Message::address).distinct()).hasSize(1);
    asked.forEach(message -> message.reply(new JsonObject()));
    answers.forEach(Waiting::result);
  }

  @Test
  void onlyTheWindowIsAskedAndOverTheQueueACallFailsAtOnce() {
    bus.plays("a", asked::add);
    Calls calls = joined(o -> o.setWindow(3).setQueue(2), "a");
    List<Future<Message<Object>>> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      answers.add(publish(calls, i));
    }
    Future<Message<Object>> sixth = publish(calls, 5);
    assertThat(sixth.failed()).isTrue();
    assertThat(failure(sixth).reason()).isEqualTo(Reason.QUEUE_FULL);
    await().until(() -> asked.size() == 3);
    asked.get(0).reply(new JsonObject());
    result(answers.get(0));
    await().until(() -> asked.size() == 4);
    // There is room again.
    answers.add(publish(calls, 6));
    for (int i = 1; i < 6; i++) {
      int next = i;
      await().until(() -> asked.size() > next);
      asked.get(i).reply(new JsonObject());
    }
    answers.forEach(Waiting::result);
    assertThat(numbers()).containsExactly(0, 1, 2, 3, 4, 6);
  }

  @Test
  void whatWaitsIsBoundedInBytesToo() {
    bus.plays("a", asked::add);
    Calls calls = joined(o -> o.setQueueBytes(1), "a");
    Future<Message<Object>> alone = publish(calls, 0);
    assertThat(failure(publish(calls, 1)).reason()).isEqualTo(Reason.QUEUE_FULL);
    await().until(() -> asked.size() == 1);
    asked.get(0).reply(new JsonObject());
    result(alone);
    Future<Message<Object>> next = publish(calls, 2);
    await().until(() -> asked.size() == 2);
    asked.get(1).reply(new JsonObject());
    result(next);
    assertThat(numbers()).containsExactly(0, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void whatWasNotSentIsAskedAgain(int code) {
    bus.plays(
        "a",
        message -> {
          asked.add(message);
          if (asked.size() < 3) {
            message.fail(code, "not now");
          } else {
            message.reply(new JsonObject().put("offset", 7));
          }
        });
    Message<Object> reply = result(publish(joined(o -> {}, "a"), 1));
    assertThat(((JsonObject) reply.body()).getInteger("offset")).isEqualTo(7);
    assertThat(numbers()).containsExactly(1, 1, 1);
  }

  @ParameterizedTest
  @CsvSource({"429, BUSY", "503, UNAVAILABLE"})
  void untilTheTimeIsUp(int code, Reason reason) {
    bus.plays("a", message -> message.fail(code, "not now"));
    GatewayException failure = failure(publish(joined(o -> o.setTimeoutMillis(2000), "a"), 1));
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure).hasMessage("not now");
    assertThat(failure.maybeSent()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"400, BAD_REQUEST", "404, NOT_FOUND", "413, TOO_LARGE", "599, OTHER"})
  void aRefusalIsNotAskedAgain(int code, Reason reason) {
    bus.plays(
        "a",
        message -> {
          asked.add(message);
          message.fail(code, "no");
        });
    GatewayException failure = failure(publish(joined(o -> {}, "a"), 1));
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(asked).hasSize(1);
  }

  @Test
  void whatWasNotAnsweredIsNotAskedAgain() {
    bus.plays("a", asked::add);
    GatewayException failure = failure(publish(joined(o -> o.setTimeoutMillis(200), "a"), 1));
    assertThat(failure.reason()).isEqualTo(Reason.UNKNOWN_OUTCOME);
    assertThat(failure.maybeSent()).isTrue();
    assertThat(asked).hasSize(1);
  }

  @Test
  void goesToAnotherNodeWhenOneTakesNoCalls() {
    bus.plays("b", message -> message.reply(new JsonObject()));
    Calls calls = joined(o -> {}, "a");
    Future<Message<Object>> answer = publish(calls, 1);
    are("a", "b");
    result(answer);
  }

  @Test
  void failsSoonWhenTheNodeThatWasAskedIsGoneAndGoesOnWithAnother() {
    AtomicInteger atB = new AtomicInteger();
    bus.plays("a", asked::add);
    bus.plays(
        "b",
        message -> {
          atB.incrementAndGet();
          message.reply(new JsonObject());
        });
    Calls calls = joined(o -> o.setTimeoutMillis(60_000), "a");
    Future<Message<Object>> first = publish(calls, 1);
    await().until(() -> asked.size() == 1);
    are("b");
    worker.execute(calls::nodesChanged);
    Future<Message<Object>> second = publish(calls, 2);
    assertThat(failure(first).reason()).isEqualTo(Reason.UNKNOWN_OUTCOME);
    result(second);
    assertThat(atB).hasValue(1);
  }

  @Test
  void waitsWhileThereIsNoGatewayAndFailsWhenItsTimeIsUp() {
    Calls calls = calls(o -> o.setTimeoutMillis(1500));
    GatewayException failure = failure(publish(calls, 1));
    assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(failure).hasMessage("no gateway was found within 1500 ms");
    Future<Message<Object>> second = publish(calls, 2);
    bus.plays("a", message -> message.reply(new JsonObject()));
    are("a");
    worker.execute(() -> calls.joined(bus));
    result(second);
  }

  @Test
  void whenTheMembershipIsLostOnlyWhatWasAskedFails() {
    bus.plays("a", asked::add);
    Calls calls = joined(o -> o.setWindow(1), "a");
    Future<Message<Object>> first = publish(calls, 1);
    Future<Message<Object>> second = publish(calls, 2);
    await().until(() -> asked.size() == 1);
    worker.execute(calls::lost);
    assertThat(failure(first).reason()).isEqualTo(Reason.UNKNOWN_OUTCOME);
    worker.execute(() -> calls.joined(bus));
    await().until(() -> asked.size() == 2);
    asked.get(1).reply(new JsonObject());
    result(second);
  }

  @Test
  void whatWasRefusedBeforeTheMembershipWasLostIsAskedAgainAfterwards() {
    bus.plays(
        "a",
        message -> {
          asked.add(message);
          if (asked.size() == 1) {
            message.fail(503, "not now");
          } else {
            message.reply(new JsonObject());
          }
        });
    Calls calls = joined(o -> {}, "a");
    // In the pause before the repetition.
    AtomicBoolean lost = new AtomicBoolean();
    bus.afterAnswer(
        () -> {
          if (lost.compareAndSet(false, true)) {
            worker.execute(calls::lost);
            worker.schedule(200, () -> calls.joined(bus));
          }
        });
    result(publish(calls, 1));
    assertThat(lost).isTrue();
    assertThat(asked).hasSize(2);
  }

  @Test
  void closingWaitsForAnswersAndRefusesNewCalls() {
    bus.plays("a", asked::add);
    Calls calls = joined(o -> {}, "a");
    Future<Message<Object>> first = publish(calls, 1);
    await().until(() -> asked.size() == 1);
    List<Future<Void>> closed = new CopyOnWriteArrayList<>();
    worker.execute(() -> closed.add(calls.close()));
    await().until(() -> closed.size() == 1);
    assertThat(failure(publish(calls, 2)).reason()).isEqualTo(Reason.CLOSED);
    assertThat(closed.get(0).isComplete()).isFalse();
    asked.get(0).reply(new JsonObject());
    result(first);
    result(closed.get(0));
  }

  @Test
  void answersComeOnTheContextOfTheCaller() {
    bus.plays("a", message -> message.reply(new JsonObject()));
    Calls calls = joined(o -> {}, "a");
    List<Object> seen = new CopyOnWriteArrayList<>();
    io.vertx.core.Context context = bus.vertx.getOrCreateContext();
    context.runOnContext(
        v -> publish(calls, 1).onComplete(r -> seen.add(io.vertx.core.Vertx.currentContext())));
    await().until(() -> seen.size() == 1);
    assertThat(seen.get(0)).isSameAs(context);
  }
}
