package io.wsgateway.hooks.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.auth.ConnectDecision;
import io.wsgateway.auth.ConnectDecision.Allowed;
import io.wsgateway.auth.ConnectDecision.Denied;
import io.wsgateway.auth.ConnectDecision.Expired;
import io.wsgateway.auth.ConnectDecision.Undecided;
import io.wsgateway.auth.ConnectHook;
import io.wsgateway.auth.ConnectQuestion;
import io.wsgateway.auth.ConnectQuestion.Header;
import io.wsgateway.auth.Identity;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.hooks.HookAnswer;
import io.wsgateway.hooks.HookClient;
import io.wsgateway.hooks.HookFailures;
import io.wsgateway.hooks.HookRequest;
import io.wsgateway.metrics.HookMetrics.Outcome;
import io.wsgateway.support.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a question to a decision, with a client that says what a test wants. */
final class ConnectBackendTest {
  private static final String CONFIG =
      """
      endpoints: [{path: /ws, channel: chat, auth: hook}]
      hooks:
        secret: MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
        clientHeaders: [Authorization]
        connect: {url: "http://127.0.0.1:1/", cacheSeconds: %d, whenDown: %s}
      """;

  private final Simulation simulation = new Simulation(1);
  private final List<HookRequest> asked = new ArrayList<>();
  private Future<HookAnswer> answer = answer(200, "{\"result\":{\"user\":\"alice\"}}");

  private static Future<HookAnswer> answer(int status, String body) {
    return Future.succeededFuture(new HookAnswer(status, "application/json", body.getBytes(UTF_8)));
  }

  private final class Client implements HookClient {
    @Override
    public Future<HookAnswer> call(HookRequest request, long millis) {
      asked.add(request);
      assertThat(millis).isEqualTo(ConnectBackend.CALL_MILLIS);
      return answer;
    }
  }

  private ConnectBackend backend(int cacheSeconds, String whenDown) {
    return new ConnectBackend(
        ConfigLoader.parse(CONFIG.formatted(cacheSeconds, whenDown)).config().hooks(),
        () -> "msg_1",
        () -> 0L,
        () -> 1_800_000_000_000L);
  }

  private ConnectDecision ask(ConnectBackend backend, Header... headers) {
    var loop = simulation.loop("loop");
    Future<ConnectDecision> decision =
        backend.on(loop, new Client()).ask(question("/ws", headers), () -> true);
    while (!decision.isComplete() && simulation.step()) {}
    return decision.result();
  }

  private static ConnectQuestion question(String path, Header... headers) {
    return new ConnectQuestion(
        "/ws", path, "chat", "c-1", "websocket", "2001:db8::1", "2001:db8::/64", List.of(headers));
  }

  private ConnectDecision ask(String whenDown) {
    return ask(backend(0, whenDown), new Header("Authorization", "Bearer x"));
  }

  @Test
  void asksOnceWithWhatTheClientHasHandedOver() {
    assertThat(ask("refuse"))
        .isEqualTo(new Allowed(new Identity("alice", null, java.util.Set.of(), 0, 0)));
    assertThat(asked).hasSize(1);
    HookRequest request = asked.get(0);
    assertThat(request.id()).isEqualTo("msg_1");
    assertThat(request.contentType()).isEqualTo("application/json");
    assertThat(request.headers())
        .containsEntry("Authorization", "Bearer x")
        .containsEntry("X-Gateway-Endpoint", "/ws")
        .containsEntry("X-Gateway-Remote", "2001:db8::1");
    assertThat(new String(request.body(), UTF_8)).contains("\"client\":\"c-1\"");
  }

  @Test
  void thePathIsPassedOnAsItCameButSafe() {
    Header token = new Header("Authorization", "Bearer x");
    ConnectBackend backend = backend(0, "refuse");
    for (String path : List.of("/a%20b/%25", "/a b\u00fc\r\n")) {
      backend.on(simulation.loop("loop"), new Client()).ask(question(path, token), () -> true);
      while (simulation.step()) {}
    }
    assertThat(asked.stream().map(request -> request.headers().get("X-Gateway-Path")))
        .containsExactly("/a%20b/%25", "/a%20b%C3%BC%0D%0A");
  }

  /** The addresses of an IPv6 network are one client's. */
  @Test
  void theLimitPerAddressIsOfItsNetwork() {
    answer = Promise.<HookAnswer>promise().future();
    ConnectBackend backend = backend(0, "refuse");
    ConnectHook hook = backend.on(simulation.loop("loop"), new Client());
    for (int i = 0; i < SharedCalls.MAX_OF_ADDRESS; i++) {
      assertThat(hook.ask(from(i, "2001:db8::/64"), () -> true).isComplete()).isFalse();
    }
    assertThat(hook.ask(from(-1, "2001:db8::/64"), () -> true).result())
        .isInstanceOfSatisfying(Undecided.class, refused -> assertThat(refused.busy()).isTrue());
    assertThat(hook.ask(from(-1, "2001:db8:1::/64"), () -> true).isComplete()).isFalse();
  }

  private static ConnectQuestion from(int number, String network) {
    List<Header> token = List.of(new Header("Authorization", "Bearer " + number));
    return new ConnectQuestion(
        "/ws", "/ws", "chat", "c", "websocket", "2001:db8::" + number, network, token);
  }

  @Test
  void whatIsRememberedNeedsNoQuestion() {
    ConnectBackend backend = backend(10, "refuse");
    Header token = new Header("Authorization", "Bearer x");
    ConnectHook hook = backend.on(simulation.loop("loop"), new Client());
    assertThat(hook.known(question("/ws", token))).isNull();
    assertThat(ask(backend, token)).isInstanceOf(Allowed.class);
    assertThat(hook.known(question("/ws", token))).isInstanceOf(Allowed.class);
    assertThat(hook.known(question("/ws"))).isNull();
  }

  @Test
  void remembersDecisionsButNoFailures() {
    ConnectBackend backend = backend(10, "refuse");
    Header token = new Header("Authorization", "Bearer x");
    answer = Future.failedFuture(HookFailures.of(Outcome.UNREACHABLE));
    assertThat(ask(backend, token)).isInstanceOf(Undecided.class);
    answer = answer(500, "");
    assertThat(ask(backend, token)).isInstanceOf(Undecided.class);
    answer = answer(200, "{\"disconnect\":{\"code\":4000,\"reason\":\"no\"}}");
    assertThat(ask(backend, token)).isEqualTo(new Denied(4000, "no"));
    answer = answer(200, "{\"result\":{}}");
    assertThat(ask(backend, token)).isEqualTo(new Denied(4000, "no"));
    assertThat(asked).hasSize(3);
    assertThat(ask(backend, new Header("Authorization", "Bearer y"))).isInstanceOf(Allowed.class);
    assertThat(ask(backend)).isInstanceOf(Allowed.class);
    assertThat(ask(backend)).isInstanceOf(Allowed.class);
    assertThat(asked).hasSize(6);
  }

  @Test
  void anAllowanceWhileItIsDownIsNotRemembered() {
    ConnectBackend backend = backend(10, "allow");
    Header token = new Header("Authorization", "Bearer x");
    answer = Future.failedFuture(HookFailures.of(Outcome.TIMEOUT));
    assertThat(ask(backend, token)).isEqualTo(new Allowed(Identity.ANONYMOUS));
    answer = answer(403, "");
    assertThat(ask(backend, token)).isInstanceOf(Denied.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Outcome.class,
      names = {"TIMEOUT", "UNREACHABLE", "OPEN"})
  void whenItIsDownTheKeyDecides(Outcome outcome) {
    answer = Future.failedFuture(HookFailures.of(outcome));
    assertThat(ask("refuse")).isInstanceOf(Undecided.class);
    assertThat(ask("allow")).isEqualTo(new Allowed(Identity.ANONYMOUS));
  }

  @ParameterizedTest
  @EnumSource(
      value = Outcome.class,
      names = {"FAILED", "INVALID", "BUSY"})
  void anAnswerThatCannotBeUsedLetsNobodyIn(Outcome outcome) {
    answer = Future.failedFuture(HookFailures.of(outcome));
    for (String whenDown : List.of("refuse", "allow")) {
      assertThat(ask(whenDown))
          .isInstanceOfSatisfying(
              Undecided.class,
              undecided -> assertThat(undecided.busy()).isEqualTo(outcome == Outcome.BUSY));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 400, 404, 429, 499})
  void otherStatusesAreNoDecision(int status) {
    answer = answer(status, "{\"result\":{\"user\":\"alice\"}}");
    assertThat(ask("allow")).isInstanceOf(Undecided.class);
  }

  @Test
  void whatBackendsWithoutTheFormSayIsUnderstood() {
    answer = answer(401, "who are you?");
    assertThat(ask("allow")).isInstanceOf(Expired.class);
    answer = answer(403, "no");
    assertThat(ask("allow")).isEqualTo(new Denied(ConnectDecision.NO_CODE, ""));
  }

  @Test
  void anAnswerThatCannotBeReadLetsNobodyIn() {
    answer = answer(200, "{\"result\":{\"user\":5}}");
    assertThat(ask("allow"))
        .isEqualTo(new Undecided(false, "its answer cannot be used: result.user is not a text"));
  }
}
