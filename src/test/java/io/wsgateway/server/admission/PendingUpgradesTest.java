package io.wsgateway.server.admission;

import static io.wsgateway.server.admission.HandshakeOutcome.ACCEPTED;
import static io.wsgateway.server.admission.HandshakeOutcome.ADMISSION_LAG;
import static io.wsgateway.server.admission.HandshakeOutcome.DRAINING;
import static io.wsgateway.server.admission.HandshakeOutcome.FAILED;
import static io.wsgateway.server.admission.HandshakeOutcome.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.wsgateway.channel.FaultLog;
import io.wsgateway.server.admission.ClientAddress.Scheme;
import io.wsgateway.support.Logs;
import io.wsgateway.support.Simulation;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Checks that take their time, on a simulated loop and without connections. */
final class PendingUpgradesTest {
  private static final UpgradeCheck PASS = upgrade -> Future.succeededFuture(ACCEPTED);

  private final Simulation simulation = new Simulation(1);
  private final List<Runnable> held = new ArrayList<>();
  private final List<HandshakeOutcome> ends = new ArrayList<>();
  private int dropped;
  private int faults;
  private final PendingUpgrades pending =
      new PendingUpgrades(
          simulation.loop("loop"),
          (upgrade, gone) -> {
            held.add(gone);
            return () -> dropped++;
          },
          new FaultLog(
              () -> faults++,
              LoggerFactory.getLogger(PendingUpgradesTest.class)::atDebug,
              "fault"));

  /** A check that says something when it is told to. */
  private static final class Slow implements UpgradeCheck {
    private final Promise<HandshakeOutcome> outcome = Promise.promise();
    private int asked;

    @Override
    public Future<HandshakeOutcome> check(UpgradeRequest upgrade) {
      asked++;
      return outcome.future();
    }
  }

  private final RefusalLog log = new RefusalLog(System::nanoTime);

  private void run(UpgradeCheck... checks) {
    ClientAddress client = new ClientAddress("a", "a", true, Scheme.UNKNOWN, null);
    Subprotocols none = new Subprotocols(List.of(), false);
    pending.run(
        new UpgradeRequest(
            null,
            MultiMap.caseInsensitiveMultiMap(),
            "",
            new UpgradeRequest.Door(PathPattern.parse("/ws"), none, Credentials.NONE),
            client,
            log,
            true),
        List.of(checks),
        ends::add);
  }

  @Test
  void checksThatTakeNoTimeAnswerAtOnceAndHoldNothing() {
    run();
    run(PASS, PASS);
    assertThat(ends).containsExactly(ACCEPTED, ACCEPTED);
    assertThat(held).isEmpty();
  }

  @Test
  void theFirstCheckThatMindsIsTheLastThatIsAsked() {
    Slow never = new Slow();
    run(PASS, upgrade -> Future.succeededFuture(ORIGIN), never);
    assertThat(ends).containsExactly(ORIGIN);
    assertThat(never.asked).isZero();
    assertThat(held).isEmpty();
  }

  @Test
  void anOutcomeComesBackOnTheLoop() {
    Slow first = new Slow();
    Slow second = new Slow();
    run(first, PASS, second);
    first.outcome.complete(ACCEPTED);
    assertThat(second.asked).isZero();
    simulation.settle();
    assertThat(second.asked).isEqualTo(1);
    second.outcome.complete(ACCEPTED);
    assertThat(ends).isEmpty();
    simulation.settle();
    assertThat(ends).containsExactly(ACCEPTED);
    assertThat(held).as("held once, and given to the upgrade").hasSize(1);
    assertThat(dropped).isZero();
    simulation.advance(10 * PendingUpgrades.MILLIS);
    assertThat(ends).hasSize(1);
  }

  @Test
  void aCheckThatRefusesLaterDropsWhatIsHeld() {
    Slow slow = new Slow();
    run(slow);
    slow.outcome.complete(ORIGIN);
    simulation.settle();
    assertThat(ends).containsExactly(ORIGIN);
    assertThat(dropped).isEqualTo(1);
  }

  @Test
  void aCheckThatNeverAnswersEndsLikeAnOverload() {
    Slow first = new Slow();
    Slow never = new Slow();
    run(first, never);
    simulation.advance(PendingUpgrades.MILLIS / 2);
    first.outcome.complete(ACCEPTED);
    simulation.advance(PendingUpgrades.MILLIS / 2 - 1);
    assertThat(ends).isEmpty();
    simulation.advance(1);
    assertThat(ends).containsExactly(ADMISSION_LAG);
    assertThat(dropped).isEqualTo(1);
    never.outcome.complete(ACCEPTED);
    simulation.advance(PendingUpgrades.MILLIS);
    assertThat(ends).hasSize(1);
  }

  static Stream<UpgradeCheck> wrong() {
    return Stream.of(
        upgrade -> {
          throw new IllegalStateException("planted");
        },
        upgrade -> Future.failedFuture("planted"),
        upgrade -> Future.succeededFuture(null),
        upgrade -> null,
        upgrade -> Future.<HandshakeOutcome>future(p -> later(() -> p.fail("planted"))),
        upgrade -> Future.<HandshakeOutcome>future(p -> later(() -> p.complete(null))));
  }

  private static final List<Runnable> LATER = new ArrayList<>();

  private static void later(Runnable action) {
    LATER.add(action);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aCheckThatFailsIsAnInternalError(UpgradeCheck check) {
    run(check);
    LATER.forEach(Runnable::run);
    LATER.clear();
    simulation.settle();
    assertThat(ends).containsExactly(FAILED);
    assertThat(faults).isEqualTo(1);
  }

  /** As no future of Vert.x does. */
  @Test
  @SuppressWarnings("unchecked")
  void ofACheckThatAnswersTwiceTheFirstAnswerCounts() {
    List<Handler<AsyncResult<HandshakeOutcome>>> listeners = new ArrayList<>();
    Future<HandshakeOutcome> twice =
        (Future<HandshakeOutcome>)
            Proxy.newProxyInstance(
                Future.class.getClassLoader(),
                new Class<?>[] {Future.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("onComplete")) {
                    listeners.add((Handler<AsyncResult<HandshakeOutcome>>) arguments[0]);
                    return proxy;
                  }
                  return false;
                });
    Slow next = new Slow();
    run(upgrade -> twice, next);
    Consumer<HandshakeOutcome> answer =
        outcome -> listeners.get(0).handle(Future.succeededFuture(outcome));
    answer.accept(ACCEPTED);
    answer.accept(ACCEPTED);
    answer.accept(ORIGIN);
    simulation.settle();
    assertThat(ends).isEmpty();
    assertThat(next.asked).isEqualTo(1);
    next.outcome.complete(ACCEPTED);
    simulation.settle();
    answer.accept(ORIGIN);
    simulation.settle();
    assertThat(ends).containsExactly(ACCEPTED);
  }

  @Test
  void soManyWaitAndOneThatGoesMakesRoom() {
    try (Logs logs = RefusalLogs.open()) {
      for (int i = 0; i < PendingUpgrades.MAX; i++) {
        run(new Slow());
      }
      assertThat(ends).isEmpty();
      run(new Slow());
      run(new Slow());
      assertThat(ends).containsExactly(ADMISSION_LAG, ADMISSION_LAG);
      assertThat(logs.events()).hasSize(1);
      run(PASS);
      assertThat(ends).as("what takes no time waits for nobody").last().isEqualTo(ACCEPTED);

      held.get(7).run();
      held.get(7).run();
      assertThat(ends).hasSize(4).last().isEqualTo(FAILED);
      run(new Slow());
      assertThat(ends).hasSize(4);
    }
  }

  @Test
  void anAnswerForAClientThatIsGoneComesToNothing() {
    Slow slow = new Slow();
    run(slow, PASS);
    held.get(0).run();
    slow.outcome.complete(ACCEPTED);
    simulation.advance(PendingUpgrades.MILLIS);
    assertThat(ends).containsExactly(FAILED);
    assertThat(dropped).isEqualTo(1);
    assertThat(faults).isZero();
  }

  @Test
  void aDrainEndsTheWaitingOfAll() {
    List<Slow> slow = Stream.generate(Slow::new).limit(3).toList();
    slow.forEach(this::run);
    slow.get(1).outcome.complete(ACCEPTED);
    pending.refuseAll(DRAINING);
    assertThat(ends).containsExactly(DRAINING, DRAINING, DRAINING);
    slow.get(2).outcome.complete(ACCEPTED);
    simulation.advance(PendingUpgrades.MILLIS);
    assertThat(ends).hasSize(3);
    assertThat(dropped).isEqualTo(3);
  }
}
