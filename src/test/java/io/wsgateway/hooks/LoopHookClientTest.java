package io.wsgateway.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.wsgateway.config.HookConnectConfig;
import io.wsgateway.config.HookEventsConfig;
import io.wsgateway.config.HookInboundConfig;
import io.wsgateway.config.HooksConfig;
import io.wsgateway.config.Secret;
import io.wsgateway.metrics.HookMetrics.Hook;
import io.wsgateway.metrics.HookMetrics.Outcome;
import io.wsgateway.support.Logs;
import io.wsgateway.support.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls to a real server, with the time of the loop in the test's hands. */
final class LoopHookClientTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int MILLIS = 3000;

  private final Vertx vertx = Vertx.vertx();
  private final HookServer server = new HookServer(0);
  private final Simulation time = new Simulation(1);
  private final Simulation.SimulatedLoop loop = time.loop("hook");
  private final NodeHook hook = hook(Hook.INBOUND);
  private final HookClient client = hook.on(loop);

  private NodeHook hook(Hook which) {
    HooksConfig config =
        new HooksConfig(
            new HookInboundConfig(null, HookInboundConfig.WhenDown.CLOSE),
            new HookConnectConfig(null, 0, HookConnectConfig.WhenDown.REFUSE),
            new HookEventsConfig(null, 65_536),
            Secret.of(HookServer.SECRET),
            MILLIS,
            1,
            List.of());
    String url = "http://127.0.0.1:" + server.port() + "/";
    return new NodeHook(vertx, config, which, url, 1, new SimpleMeterRegistry(), loop::nanoTime);
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    server.close();
  }

  private static HookRequest request(String text) {
    return new HookRequest("msg_1", "text/plain", text.getBytes(UTF_8), Map.of(), 1000);
  }

  /** Returns the answer's status, or how the call failed. */
  private static String ended(Future<HookAnswer> call) throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    // The last handler: what belongs to the end has been done before it.
    call.onComplete(done -> ended.countDown());
    assertThat(ended.await(SOON.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
    return call.succeeded()
        ? Integer.toString(call.result().status())
        : ((HookFailed) call.cause()).outcome().toString();
  }

  private String asked(String text) throws Exception {
    String how = ended(client.call(request(text)));
    time.settle();
    return how;
  }

  /** A call that the backend has received and does not answer. */
  private Future<HookAnswer> hanging(long millis) {
    int before = server.calls().size();
    Future<HookAnswer> call = client.call(request("hang"), millis);
    await().atMost(SOON).until(() -> server.calls().size() > before);
    return call;
  }

  private void hangs(long millis) throws Exception {
    Future<HookAnswer> call = hanging(millis);
    time.advance(millis);
    assertThat(ended(call)).isEqualTo("TIMEOUT");
  }

  private boolean isOpen() {
    HookBreaker breaker = hook.breaker();
    return breaker != null && breaker.isOpen();
  }

  @Test
  void aCallThatHasLittleTimeLeftIsNotMade() throws Exception {
    Future<HookAnswer> first = hanging(MILLIS);
    time.advance(1400);
    List<Future<HookAnswer>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(client.call(request("hello")));
    }
    time.advance(1400);
    assertThat(waiting).noneMatch(Future::isComplete);
    time.advance(200);
    assertThat(ended(first)).isEqualTo("TIMEOUT");
    for (Future<HookAnswer> call : waiting) {
      assertThat(ended(call)).isEqualTo("BUSY");
    }
    assertThat(ended(client.call(request("hello"), MILLIS / 2 - 1))).isEqualTo("BUSY");
    assertThat(asked("last")).isEqualTo("200");
    assertThat(server.calls())
        .extracting(call -> call.body().toString())
        .doesNotContain("hello")
        .contains("last");
    assertThat(hook.waiting().get()).as("bytes that wait").isZero();
  }

  @Test
  void aCallThatWaitedHasTheRestOfItsTime() throws Exception {
    Future<HookAnswer> first = hanging(MILLIS);
    time.advance(1800);
    Future<HookAnswer> second = client.call(request("hang"));
    time.advance(1200);
    assertThat(ended(first)).isEqualTo("TIMEOUT");
    time.advance(1700);
    assertThat(second.isComplete()).isFalse();
    time.advance(200);
    assertThat(ended(second)).isEqualTo("TIMEOUT");
  }

  @Test
  void callsThatHadOnlyAPartOfTheTimeSayNothingAboutABackendThatAnswersOthers() throws Exception {
    for (int i = 0; i < 12; i++) {
      hangs(2000);
      assertThat(asked("hello")).isEqualTo("200");
    }
    assertThat(isOpen()).isFalse();
  }

  @Test
  void callsThatHadAllOfItFindTheBackendDown() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(asked("hello")).isEqualTo("200");
      hangs(MILLIS);
    }
    assertThat(isOpen()).isTrue();
    assertThat(asked("hello")).isEqualTo("OPEN");
  }

  @Test
  void aBackendThatAnswersNobodyIsDownHoweverLongTheCallsWaited() throws Exception {
    time.advance(MILLIS);
    for (int i = 0; i < 10; i++) {
      hangs(2000);
    }
    assertThat(isOpen()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500})
  void whatIsSaidToOneClientStopsNoCallsOfOthers(int status) throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(asked(Integer.toString(status))).isEqualTo("FAILED");
    }
    assertThat(isOpen()).isFalse();
  }

  @Test
  void theLogTellsOfEventsThatAreRefusedAndNotOfMessages() throws Exception {
    NodeHook events = hook(Hook.EVENTS);
    try (Logs logs = new Logs(HookLog.class)) {
      assertThat(asked("413")).isEqualTo("413");
      assertThat(logs.events()).isEmpty();
      HookClient sender = events.on(loop);
      for (int i = 0; i < 20; i++) {
        assertThat(ended(sender.call(request("413")))).isEqualTo("413");
        time.settle();
      }
      assertThat(logs.pairs(0)).contains("event=hook.failed", "hook=events", "outcome=refused");
      assertThat(logs.lines().get(0)).contains("the answer has status 413");
      assertThat(logs.events()).as("a few lines a minute").hasSize(5);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  void whatProxiesSayForABackendThatIsDownStopsThem(int status) throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(asked(Integer.toString(status))).isEqualTo(Outcome.UNREACHABLE.toString());
    }
    assertThat(isOpen()).isTrue();
  }
}
