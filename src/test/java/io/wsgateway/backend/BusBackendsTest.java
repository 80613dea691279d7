package io.wsgateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.json.JsonArray;
import io.wsgateway.channel.Payload;
import io.wsgateway.cluster.Node;
import io.wsgateway.config.EventsConfig.EventKind;
import io.wsgateway.metrics.BackendMetrics;
import io.wsgateway.session.BackendRefused;
import io.wsgateway.session.Backends.Event;
import io.wsgateway.session.Backends.Route;
import io.wsgateway.session.Backends.Sender;
import io.wsgateway.session.Undelivered;
import io.wsgateway.support.Logs;
import io.wsgateway.support.SetClock;
import io.wsgateway.transport.BusConsumers;
import io.wsgateway.transport.VertxLoop;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes to backends on a bus of one node, with a clock of the test's own. */
final class BusBackendsTest {
  private static final Sender SENDER = new Sender("c1", "u1", "/ws", "chat", "127.0.0.1");
  private static final Payload MESSAGE = Payload.text("hello");
  private static final int MESSAGE_BYTES = 100;
  private static final long MOST = 4L * (5 + InFlight.OVERHEAD);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final BackendMetrics metrics = new BackendMetrics(registry);
  private final AtomicLong now = new AtomicLong();
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final List<Message<Object>> heard = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private EventSender events(InFlight inFlight) {
    return new EventSender(
        vertx,
        "gateway",
        new Node("boot-1", "pod-a"),
        Set.of(EventKind.CONNECTED),
        metrics,
        new SetClock(new VertxLoop(context), now::get),
        inFlight,
        null);
  }

  private BusBackends backends(long mostBytes) {
    InFlight inFlight = new InFlight(mostBytes);
    Inbound inbound =
        new Inbound(vertx, "gateway", BusConsumers.HERE, () -> MESSAGE_BYTES, metrics, now::get);
    return new BusBackends(inbound, events(inFlight), metrics, inFlight, now::get);
  }

  private void consume(String address) {
    vertx.eventBus().consumer(address, heard::add);
  }

  /** Calls on the loop, as sessions do. */
  private <T> Future<T> call(Supplier<Future<T>> what) {
    Promise<T> done = Promise.promise();
    context.runOnContext(v -> what.get().onComplete(done));
    return done.future();
  }

  private List<Future<Payload>> ask(BusBackends backends, int count) {
    List<Future<Payload>> asked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      asked.add(call(() -> backends.inboundAwaitingReply(SENDER, Route.ANY, MESSAGE)));
    }
    return asked;
  }

  private double undelivered() {
    return registry.get("gateway.eventbus.undelivered").counter().count();
  }

  private static void awaitFailure(Future<?> future, String reason) {
    await().until(future::isComplete);
    assertThat(future.cause()).isInstanceOf(Undelivered.class).hasMessage(reason);
  }

  private static void awaitSuccess(Future<?> future) {
    await().until(future::isComplete);
    assertThat(future.cause()).isNull();
  }

  @Test
  void aBackendIsToldWhoSentAndWhere() {
    consume("gateway.inbound");
    BusBackends backends = backends(Long.MAX_VALUE);
    awaitSuccess(call(() -> backends.inbound(SENDER, Route.ANY, MESSAGE)));
    ask(backends, 1);

    await().until(() -> heard.size() == 2);
    Map<String, String> told =
        Map.of(
            "client", "c1",
            "user", "u1",
            "endpoint", "/ws",
            "channel", "chat",
            "remote", "127.0.0.1");
    for (Message<Object> message : heard) {
      assertThat(message.headers()).hasSize(told.size());
      told.forEach((name, value) -> assertThat(message.headers().get(name)).isEqualTo(value));
    }
  }

  @Test
  void soManyMayWaitForAReplyAndAReplyMakesRoomForOne() {
    consume("gateway.inbound");
    BusBackends backends = backends(Long.MAX_VALUE);
    List<Future<Payload>> asked = ask(backends, BusBackends.MAX_PENDING);
    awaitFailure(ask(backends, 1).get(0), "too many messages wait for a reply");
    assertThat(undelivered()).isEqualTo(1);

    await().until(() -> heard.size() == BusBackends.MAX_PENDING);
    heard.get(0).reply("well");
    awaitSuccess(asked.get(0));
    ask(backends, 1);
    await().until(() -> heard.size() == BusBackends.MAX_PENDING + 1);
  }

  @Test
  void soManyBytesMayWaitForAReplyAndAReplyMakesRoomForItsOwn() {
    consume("gateway.inbound");
    BusBackends backends = backends(MOST);
    List<Future<Payload>> asked = ask(backends, 4);
    awaitFailure(ask(backends, 1).get(0), "too many bytes wait for a reply");
    awaitFailure(
        call(() -> backends.inbound(SENDER, Route.ANY, MESSAGE)),
        "too many bytes are in flight to backends");
    assertThat(undelivered()).isEqualTo(2);

    await().until(() -> heard.size() == 4);
    heard.get(0).reply("well");
    awaitSuccess(asked.get(0));
    ask(backends, 1);
    await().until(() -> heard.size() == 5);
  }

  @Test
  void whatWasSentMakesRoomAgain() {
    consume("gateway.inbound");
    BusBackends backends = backends(MOST);
    for (int i = 0; i < 10; i++) {
      awaitSuccess(call(() -> backends.inbound(SENDER, Route.ANY, MESSAGE)));
    }
  }

  @Test
  void anAddressThatNobodyConsumedIsNotAskedAgainForASecond() {
    BusBackends backends = backends(MOST);
    awaitFailure(
        call(() -> backends.inbound(SENDER, Route.ANY, MESSAGE)),
        "No handlers for address gateway.inbound");
    consume("gateway.inbound");
    awaitFailure(call(() -> backends.inbound(SENDER, Route.ANY, MESSAGE)), "no backend listens");
    awaitFailure(ask(backends, 1).get(0), "no backend listens");
    assertThat(undelivered()).isEqualTo(3);

    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    awaitSuccess(call(() -> backends.inbound(SENDER, Route.ANY, MESSAGE)));
    await().until(() -> heard.size() == 1);
  }

  @Test
  void aBackendThatEndsIsNoInternalErrorAndEverythingElseIs() {
    assertThat(BusBackends.outcome(new ConnectException("refused")))
        .isInstanceOf(Undelivered.class);
    assertThat(BusBackends.outcome(NetSocketInternal.CLOSED_EXCEPTION))
        .isInstanceOf(Undelivered.class);
    Throwable fault = new IllegalStateException("planted");
    assertThat(BusBackends.outcome(fault)).isSameAs(fault);
  }

  /** What becomes of one question that is answered so. */
  private Future<Payload> answered(Consumer<Message<Object>> answer) {
    MessageConsumer<Object> consumer = vertx.eventBus().consumer("gateway.inbound", answer::accept);
    Future<Payload> asked = ask(backends(Long.MAX_VALUE), 1).get(0);
    await().until(asked::isComplete);
    consumer.unregister();
    return asked;
  }

  private static String no(Future<Payload> asked) {
    assertThat(asked.cause()).isInstanceOf(BackendRefused.class);
    return ((BackendRefused) asked.cause()).asJson();
  }

  private double failures(String reason) {
    return registry.get("gateway.backend.failures").tag("reason", reason).counter().count();
  }

  @Test
  void aBackendThatSaysNoIsHeardAndCountedAndDidTakeTheMessage() {
    assertThat(no(answered(message -> message.fail(422, "bad order"))))
        .isEqualTo("{\"error\":{\"code\":422,\"message\":\"bad order\"}}");
    assertThat(no(answered(message -> message.fail(7, null))))
        .isEqualTo("{\"error\":{\"code\":7,\"message\":\"\"}}");
    assertThat(failures("refused")).isEqualTo(2);
    assertThat(undelivered()).isZero();
  }

  @ParameterizedTest
  @MethodSource
  void aReplyOfATypeThatClientsCannotGetIsAFailureOfTheBackendAndLogged(Object reply) {
    try (Logs logs = new Logs(Answers.class)) {
      assertThat(no(answered(message -> message.reply(reply))))
          .isEqualTo(
              "{\"error\":{\"code\":502,\"message\":\"the backend's reply cannot be sent\"}}");
      assertThat(logs.lines())
          .singleElement()
          .asString()
          .contains(
              "backend.reply.unusable", reply.getClass().getTypeName(), "reply with a String");
    }
    assertThat(failures("type")).isEqualTo(1);
  }

  static List<Object> aReplyOfATypeThatClientsCannotGetIsAFailureOfTheBackendAndLogged() {
    return List.of(42, 42L, 4.2, true, 'x', new byte[] {1});
  }

  @ParameterizedTest
  @EnumSource(names = {"NO_HANDLERS", "TIMEOUT", "ERROR"})
  void aReplyThatIsAFailureOfTheBusIsThatBackendsFaultAlone(ReplyFailure type) {
    consume("gateway.inbound");
    BusBackends backends = backends(Long.MAX_VALUE);
    Future<Payload> asked = ask(backends, 1).get(0);
    await().until(() -> heard.size() == 1);
    heard.get(0).reply(new ReplyException(type, "of the backend's own call"));
    await().until(asked::isComplete);
    assertThat(no(asked)).contains("502");
    assertThat(failures("type")).isEqualTo(1);

    ask(backends, 1);
    await().until(() -> heard.size() == 2);
    assertThat(undelivered()).isZero();
  }

  @Test
  void aReplyThatWasNotReadForItsSizeIsTooLargeForTheClient() {
    // As transport.BusFrames puts it in the reply's place.
    assertThat(
            no(
                answered(
                    message ->
                        message.reply(new ReplyException(ReplyFailure.ERROR, 413, "too long")))))
        .isEqualTo("{\"error\":{\"code\":502,\"message\":\"the backend's reply cannot be sent\"}}");
    assertThat(failures("too_large")).isEqualTo(1);
  }

  @Test
  void repliesThatAreHeldTakeNoRoomOfQuestions() {
    consume("gateway.inbound");
    BusBackends backends = backends(MOST);
    List<Future<Payload>> asked = ask(backends, 4);
    await().until(() -> heard.size() == 4);
    heard.subList(1, 4).forEach(message -> message.reply("x"));
    Sender second = new Sender("c2", "", "/ws", "chat", "127.0.0.1");
    for (int i = 0; i < 3; i++) {
      Future<Payload> other = call(() -> backends.inboundAwaitingReply(second, Route.ANY, MESSAGE));
      int count = 5 + i;
      await().until(() -> heard.size() == count || other.isComplete());
      assertThat(heard).hasSize(count);
    }
    assertThat(asked).noneMatch(Future::isComplete);
  }

  @Test
  void aReplyHasAtMostSoManyBytesAndSoHasTheTextOfAFailure() {
    String fits = "x".repeat(MESSAGE_BYTES);
    assertThat(answered(message -> message.reply(fits)).result().asText()).isEqualTo(fits);
    assertThat(answered(message -> message.reply(null)).succeeded()).isTrue();

    assertThat(no(answered(message -> message.reply(fits + "x")))).contains("502");
    assertThat(no(answered(message -> message.reply(Buffer.buffer(fits + "x"))))).contains("502");
    assertThat(no(answered(message -> message.reply(new JsonArray().add(fits))))).contains("502");
    assertThat(no(answered(message -> message.fail(422, fits)))).contains("502");
    assertThat(failures("too_large")).isEqualTo(4);
  }

  @Test
  void repliesKeepTheOrderOfAClientsQuestionsAndOthersDoNotWait() {
    consume("gateway.inbound");
    BusBackends backends = backends(Long.MAX_VALUE);
    List<Future<Payload>> asked = ask(backends, 3);
    Sender second = new Sender("c2", "", "/ws", "chat", "127.0.0.1");
    Future<Payload> other = call(() -> backends.inboundAwaitingReply(second, Route.ANY, MESSAGE));
    await().until(() -> heard.size() == 4);
    heard.get(2).reply("three");
    heard.get(1).fail(1, "two");
    heard.get(3).reply("of another client");
    awaitSuccess(other);
    assertThat(asked).noneMatch(Future::isComplete);

    heard.get(0).reply("one");
    await().until(() -> asked.stream().allMatch(Future::isComplete));
    assertThat(asked.get(0).result().asText()).isEqualTo("one");
    assertThat(asked.get(1).cause()).isInstanceOf(BackendRefused.class);
    assertThat(asked.get(2).result().asText()).isEqualTo("three");
  }

  @Test
  void eventsThatNobodyHearsAreNotSentAgainForASecond() {
    InFlight onlyOne = new InFlight(1);
    EventSender events = events(onlyOne);
    events.send(Event.CONNECTED, SENDER, 0);
    await("the first to have failed").until(() -> onlyOne.enter(0));
    onlyOne.leave(0);
    consume("gateway.events");
    events.send(Event.CONNECTED, SENDER, 0);
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    events.send(Event.CONNECTED, SENDER, 0);

    await().until(() -> !heard.isEmpty());
    assertThat(heard).extracting(Message::body).asString().contains("\"seq\":3");
    assertThat(heard).hasSize(1);
  }

  @Test
  void anEventOverTheBoundIsDroppedAndCountedAndLeavesAHole() {
    consume("gateway.events");
    InFlight inFlight = new InFlight(MOST);
    EventSender events = events(inFlight);
    assertThat(inFlight.enter((int) MOST)).isTrue();
    events.send(Event.CONNECTED, SENDER, 0);
    assertThat(registry.get("gateway.events.dropped").counter().count()).isEqualTo(1);
    inFlight.leave((int) MOST);
    for (int i = 0; i < 10; i++) {
      int before = heard.size();
      events.send(Event.CONNECTED, SENDER, 0);
      await().until(() -> heard.size() == before + 1);
    }
    assertThat(heard.get(0).body()).asString().contains("\"seq\":2");
  }
}
