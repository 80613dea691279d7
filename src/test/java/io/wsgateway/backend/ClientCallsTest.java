package io.wsgateway.backend;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.wsgateway.backend.ClientCallFailed.Reason;
import io.wsgateway.channel.Payload;
import io.wsgateway.cluster.Node;
import io.wsgateway.fanout.WireFormats;
import io.wsgateway.metrics.BackendMetrics;
import io.wsgateway.metrics.ClientCallMetrics;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.metrics.FaultMetrics;
import io.wsgateway.relay.Relay;
import io.wsgateway.relay.RelayLimits;
import io.wsgateway.session.Clients;
import io.wsgateway.session.Faults;
import io.wsgateway.session.SingleClient;
import io.wsgateway.transport.VertxLoop;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a call for one client that another node owns, whatever that node does. */
final class ClientCallsTest {
  private static final String OTHER = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb";
  private static final String THEIRS = "bbbbbbbbbbbb-xxxxxxxxxxxxxxxxxxxxxx";
  private static final int MESSAGE_BYTES = 100;
  private static final long FORWARD_MILLIS = 50;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ClientNodes others = new ClientNodes();
  private final InFlight inFlight = new InFlight(2000);
  private volatile boolean inService = true;
  private final ClientCalls calls = calls();

  private ClientCalls calls() {
    others.joined(new Node(OTHER, "other"));
    Clients clients = new Clients("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa");
    Relay relay =
        new Relay(
            new VertxLoop(context),
            "here",
            new RelayLimits(1000, 1000),
            new WireFormats(),
            new FanoutMetrics(registry));
    return new ClientCalls(
        new ClientCalls.Node(
            vertx,
            "gateway",
            () -> MESSAGE_BYTES,
            clients,
            new SingleClient(clients, relay),
            others,
            new ClientCallMetrics(registry),
            () -> inService),
        new VertxLoop(context),
        inFlight,
        FORWARD_MILLIS);
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  private void otherNode(Consumer<Message<Object>> handler) {
    vertx.eventBus().consumer("gateway.client." + OTHER, handler::accept);
  }

  private void call(ClientCall call) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    context.runOnContext(
        v ->
            calls
                .call(call)
                .onComplete(
                    ok -> {
                      assertThat(Vertx.currentContext()).isSameAs(context);
                      done.complete(null);
                    },
                    done::completeExceptionally));
    done.orTimeout(20, SECONDS).join();
  }

  private ClientCallFailed failure(ClientCall call) {
    try {
      call(call);
    } catch (CompletionException e) {
      return (ClientCallFailed) e.getCause();
    }
    throw new AssertionError("was not refused");
  }

  private static ClientCall text(String client) {
    return new ClientCall.Send(client, Payload.text("hello"));
  }

  private double count(String outcome) {
    return registry
        .get("gateway.client.calls")
        .tags("action", "send", "outcome", outcome)
        .counter()
        .count();
  }

  @Test
  void theOwnerReadsWhatWasAsked() {
    List<ClientCall> read = new CopyOnWriteArrayList<>();
    otherNode(
        message -> {
          read.add(ClientCallMessage.ofNode(message));
          message.reply(new JsonObject());
        });
    String json = "{ \"n\": 1.50, \"n2\": 1E400 }";
    call(text(THEIRS));
    call(new ClientCall.Send(THEIRS, Payload.json(json)));
    call(new ClientCall.Send(THEIRS, Payload.binary(new byte[] {1, 2})));
    call(new ClientCall.Close(THEIRS, 4321, "reason"));
    assertThat(read).hasSize(4).allMatch(call -> call.client().equals(THEIRS));
    assertThat(read.subList(0, 3))
        .extracting(call -> ((ClientCall.Send) call).payload().kind())
        .containsExactly(Payload.Kind.TEXT, Payload.Kind.JSON, Payload.Kind.BINARY);
    assertThat(((ClientCall.Send) read.get(1)).payload().asText()).isEqualTo(json);
    assertThat(((ClientCall.Send) read.get(2)).payload().bytes()).containsExactly(1, 2);
    assertThat(read.get(3)).isEqualTo(new ClientCall.Close(THEIRS, 4321, "reason"));
    assertThat(count("done")).isEqualTo(3);
  }

  @Test
  void aClientThatNobodyOwnsIsGone() {
    for (String client :
        List.of("cccccccccccc-xxxxxxxxxxxxxxxxxxxxxx", "aaaaaaaaaaaa-x", "-", "x")) {
      assertThat(failure(text(client)).reason()).as(client).isEqualTo(Reason.GONE);
    }
    others.left(new Node(OTHER, "other"));
    assertThat(failure(text(THEIRS)).reason()).isEqualTo(Reason.GONE);
    assertThat(count("gone")).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource(value = Reason.class, names = "TIMEOUT", mode = EnumSource.Mode.EXCLUDE)
  void theOwnersRefusalKeepsItsCodeAndItsWords(Reason reason) {
    otherNode(message -> message.fail(reason.code(), "in these words"));
    assertThat(failure(text(THEIRS)))
        .hasMessage("in these words")
        .extracting(ClientCallFailed::reason)
        .isEqualTo(reason);
  }

  @Test
  void anOwnerThatTakesNoCallsWasSentNothing() {
    assertThat(failure(text(THEIRS)).reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(count("unavailable")).isEqualTo(1);
  }

  @Test
  void anOwnerThatCannotBeReachedWasSentNothing() {
    otherNode(message -> {});
    vertx.eventBus().addOutboundInterceptor(ClientCallsTest::isNotWritten);
    assertThat(failure(text(THEIRS)).reason()).isEqualTo(Reason.UNAVAILABLE);
  }

  /** As the bus says of a connection that was not made. */
  private static <T> void isNotWritten(DeliveryContext<T> sending) {
    ((Promise<?>) sending).tryFail(new ConnectException("refused"));
  }

  @Test
  void anOwnerThatDoesNotAnswerMayHaveSentIt() {
    otherNode(message -> {});
    assertThat(failure(text(THEIRS)))
        .hasMessageContaining("the client may have received it")
        .extracting(ClientCallFailed::reason)
        .isEqualTo(Reason.TIMEOUT);
    assertThat(count("timeout")).isEqualTo(1);
  }

  @Test
  void aBackendIsToldOfATimeOutAsOne() {
    otherNode(message -> {});
    ClientConsumer consumer =
        new ClientConsumer(
            calls,
            new Rejections(new BackendMetrics(registry), new Faults(new FaultMetrics(registry))));
    vertx.eventBus().consumer("gateway.client", m -> context.runOnContext(v -> consumer.take(m)));
    Future<Message<Object>> asked =
        vertx
            .eventBus()
            .request("gateway.client", "x", new DeliveryOptions().addHeader("client", THEIRS));
    Throwable failure =
        asked
            .toCompletionStage()
            .toCompletableFuture()
            .handle((reply, cause) -> cause)
            .orTimeout(20, SECONDS)
            .join();
    assertThat(failure)
        .hasMessageContaining("the client may have received it")
        .isInstanceOfSatisfying(
            ReplyException.class, e -> assertThat(e.failureType()).isEqualTo(ReplyFailure.TIMEOUT));
  }

  @Test
  void whatIsOnItsWayIsBoundedAndLeavesTheCount() {
    List<Message<Object>> held = new CopyOnWriteArrayList<>();
    otherNode(held::add);
    CompletableFuture<Void> first = new CompletableFuture<>();
    context.runOnContext(v -> calls.call(text(THEIRS)).onComplete(done -> first.complete(null)));
    assertThat(failure(text(THEIRS)).reason()).isEqualTo(Reason.BACKLOG);
    assertThat(count("backlog")).isEqualTo(1);
    first.orTimeout(20, SECONDS).join();
    assertThat(failure(text(THEIRS)).reason()).as("there is room again").isEqualTo(Reason.TIMEOUT);
    assertThat(held).hasSize(2);
  }

  @Test
  void aNodeThatWasPausedSendsNothing() {
    otherNode(message -> message.reply(new JsonObject()));
    inService = false;
    assertThat(failure(text(THEIRS)).reason()).isEqualTo(Reason.UNAVAILABLE);
    inService = true;
    call(text(THEIRS));
  }

  @Test
  void whatIsTooLargeIsNotPassedOn() {
    List<Message<Object>> passed = new CopyOnWriteArrayList<>();
    otherNode(passed::add);
    ClientCall large = new ClientCall.Send(THEIRS, Payload.text("x".repeat(MESSAGE_BYTES + 1)));
    assertThat(failure(large)).hasMessage("101 bytes, at most 100 (limits.messageBytes)");
    assertThat(count("too_large")).isEqualTo(1);
    assertThat(passed).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {-1, 0, 1, 999, 1002, 1003, 1005, 1006, 1007, 1009, 1010, 1014, 1015, 2999, 5000})
  void aCodeThatABackendMayNotSendIsRefused(int code) {
    assertThat(failure(ClientCall.Close.of(THEIRS, code, "")).reason())
        .isEqualTo(Reason.BAD_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1008, 1011, 1012, 1013, 3000, 4999})
  void aCodeThatABackendMaySendIsPassedOn(int code) {
    List<String> passed = new CopyOnWriteArrayList<>();
    otherNode(
        message -> {
          passed.add(message.headers().get("code") + " " + message.headers().get("reason"));
          message.reply(new JsonObject());
        });
    call(ClientCall.Close.of(THEIRS, code, "ü".repeat(61)));
    assertThat(passed).containsExactly(code + " " + "ü".repeat(61));
    assertThat(failure(ClientCall.Close.of(THEIRS, code, "ü".repeat(62))).reason())
        .isEqualTo(Reason.BAD_REQUEST);
  }

  @Test
  void aBackendsHeadersAreReadStrictly() {
    Map<Map<String, String>, String> wrong =
        Map.of(
            Map.of(), "the header client is required",
            Map.of("client", ""), "the header client is required",
            Map.of("client", "c", "action", "shut"), "the header action is send or close",
            Map.of("client", "c", "code", "4000"),
                "the headers code and reason belong to action close",
            Map.of("client", "c", "action", "close", "code", "x"), "the header code is a number");
    wrong.forEach((headers, words) -> assertThat(read(headers, "x")).as(words).hasToString(words));
    assertThat(read(Map.of("client", "c"), 42)).asString().contains("the body must be a String");
    assertThat(read(Map.of("client", "c", "json", ""), Buffer.buffer("x")))
        .as("only nodes may say that a text is JSON")
        .isInstanceOfSatisfying(
            ClientCall.Send.class,
            send -> assertThat(send.payload().kind()).isEqualTo(Payload.Kind.BINARY));
    assertThat(read(Map.of("client", "c", "action", "close"), 42))
        .isEqualTo(new ClientCall.Close("c", 1008, "disconnected"));
  }

  /** The call, or why it is none. */
  private Object read(Map<String, String> headers, Object body) {
    DeliveryOptions options = new DeliveryOptions();
    headers.forEach(options::addHeader);
    CompletableFuture<Object> read = new CompletableFuture<>();
    var consumer =
        vertx
            .eventBus()
            .consumer(
                "read",
                message -> {
                  try {
                    read.complete(ClientCallMessage.ofBackend(message));
                  } catch (ClientCallFailed e) {
                    read.complete(e.explanation());
                  }
                });
    vertx.eventBus().send("read", body, options);
    Object result = read.orTimeout(20, SECONDS).join();
    consumer.unregister().toCompletionStage().toCompletableFuture().join();
    return result;
  }
}
