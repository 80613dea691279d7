package io.wsgateway.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.metrics.HookEventMetrics;
import io.wsgateway.metrics.HookMetrics.Outcome;
import io.wsgateway.support.Simulation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events and a hook that is down now and then, on a simulated clock. */
final class HookEventsTest {
  private static final HookAnswer OK = new HookAnswer(204, "", new byte[0]);

  private final Simulation time = new Simulation(1);
  private final Simulation.SimulatedLoop loop = time.loop("events");
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<HookRequest> requests = new ArrayList<>();
  private final List<Promise<HookAnswer>> open = new ArrayList<>();
  private final HookClient client = (request, millis) -> called(request);
  private final HookEvents events =
      new HookEvents(client, loop, 1_000_000, new HookEventMetrics(registry));

  private Future<HookAnswer> called(HookRequest request) {
    requests.add(request);
    Promise<HookAnswer> answer = Promise.promise();
    open.add(answer);
    assertThat(open.stream().filter(p -> !p.future().isComplete())).as("in flight").hasSize(1);
    return answer.future();
  }

  private void answer(int status) {
    Promise<HookAnswer> last = open.get(open.size() - 1);
    loop.execute(() -> last.complete(new HookAnswer(status, "", new byte[0])));
    time.advance(1);
  }

  private void answer(boolean ok) {
    Promise<HookAnswer> last = open.get(open.size() - 1);
    loop.execute(
        () -> {
          if (ok) {
            last.complete(OK);
          } else {
            last.fail(new HookFailed(Outcome.TIMEOUT, "slow"));
          }
        });
    time.advance(1);
  }

  private void add(int number) {
    loop.execute(() -> events.add(new JsonObject().put("seq", number)));
    time.advance(1);
  }

  private static List<Integer> numbers(HookRequest request) {
    return new JsonArray(new String(request.body(), UTF_8))
        .stream().map(e -> ((JsonObject) e).getInteger("seq")).toList();
  }

  private double dropped() {
    return registry.counter("gateway.hooks.events.dropped").count();
  }

  @Test
  void eventsOfAMomentGoTogether() {
    add(1);
    add(2);
    time.advance(100);
    assertThat(requests).hasSize(1);
    assertThat(numbers(requests.get(0))).containsExactly(1, 2);
    assertThat(events.queuedBytes()).isPositive();
    answer(true);
    assertThat(events.queuedBytes()).isZero();
  }

  @Test
  void aBatchIsRepeatedWithItsIdAndWhatCameMeanwhileFollows() {
    add(1);
    time.advance(100);
    add(2);
    answer(false);
    time.advance(600);
    assertThat(requests).hasSize(2);
    assertThat(requests.get(1).id()).isEqualTo(requests.get(0).id());
    assertThat(requests.get(1).body()).isEqualTo(requests.get(0).body());
    answer(true);
    time.advance(600);
    assertThat(numbers(requests.get(2))).containsExactly(2);
    assertThat(requests.get(2).id()).isNotEqualTo(requests.get(0).id());
  }

  @Test
  void thePausesGrowToHalfAMinute() {
    add(1);
    time.advance(100);
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answer(false);
      long since = time.millis();
      int before = requests.size();
      while (requests.size() == before) {
        time.advance(10);
      }
      pauses.add(time.millis() - since);
    }
    assertThat(pauses.get(0)).isBetween(200L, 600L);
    assertThat(pauses.get(9)).isBetween(14_000L, 30_100L);
    assertThat(dropped()).isZero();
  }

  @Test
  void aRefusalIsRepeatedToo() {
    add(1);
    time.advance(100);
    answer(404);
    time.advance(600);
    assertThat(requests).hasSize(2);
  }

  /** Answers the request in flight, and lets the next one come. */
  private HookRequest after(int status) {
    int before = requests.size();
    answer(status);
    for (int i = 0; requests.size() == before; i++) {
      assertThat(i).as("steps until the next request").isLessThan(1000);
      time.advance(100);
    }
    return requests.get(before);
  }

  @Test
  void aBatchThatIsRefusedForAMinuteIsGivenUpAndTheNextEventSaysSo() {
    add(1);
    add(2);
    time.advance(100);
    add(3);
    HookRequest first = requests.get(0);
    long since = time.millis();
    int attempts = 0;
    HookRequest next = first;
    while (next.id().equals(first.id())) {
      assertThat(attempts++).isLessThan(20);
      next = after(422);
    }
    assertThat(attempts).isGreaterThanOrEqualTo(8);
    assertThat(time.millis() - since).isBetween(60_000L, 150_000L);
    assertThat(dropped()).isEqualTo(2);
    assertThat(new String(next.body(), UTF_8)).isEqualTo("[{\"seq\":3,\"dropped\":2}]");
    answer(200);
    assertThat(events.queuedBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 503})
  void whatMayBeBetterLaterIsRepeatedForEver(int status) {
    add(1);
    time.advance(100);
    for (int i = 0; i < 30; i++) {
      assertThat(after(i % 7 == 6 ? status : 400).id()).isEqualTo(requests.get(0).id());
    }
    for (int i = 0; i < 30; i++) {
      assertThat(after(status).id()).isEqualTo(requests.get(0).id());
    }
    assertThat(dropped()).isZero();
  }

  @Test
  void aBatchThatIsTooLargeIsDividedAndTheFollowingAreSmaller() {
    for (int i = 1; i <= 2000; i++) {
      int number = i;
      loop.execute(() -> events.add(new JsonObject().put("seq", number).put("x", "x".repeat(100))));
    }
    time.advance(100);
    List<Integer> arrived = new ArrayList<>();
    int refused = 0;
    HookRequest next = requests.get(0);
    while (arrived.size() < 2000) {
      if (next.body().length > 10_000) {
        refused++;
        String id = next.id();
        next = after(413);
        assertThat(next.id()).isNotEqualTo(id);
      } else {
        arrived.addAll(numbers(next));
        if (arrived.size() < 2000) {
          next = after(200);
        }
      }
    }
    answer(200);
    assertThat(arrived).isSorted().doesNotHaveDuplicates();
    assertThat(refused).as("the first batch and its parts, and none later").isLessThan(12);
    assertThat(dropped()).isZero();
    assertThat(events.queuedBytes()).isZero();
  }

  /** Some events are refused for ever, and some batches are too large. */
  @Test
  void whatIsRefusedForEverKeepsNothingElseBackAndIsCounted() {
    for (int seed = 0; seed < 10; seed++) {
      new HookEventsTest().refusingRun(new Random(seed));
    }
  }

  private void refusingRun(Random random) {
    for (int i = 1; i <= 100; i++) {
      add(i);
      time.advance(10L * random.nextInt(3));
    }
    time.advance(100);
    int next = 1;
    long told = 0;
    HookRequest request = requests.get(0);
    for (int steps = 0; events.queuedBytes() > 0; steps++) {
      assertThat(steps).as("steps until all has been taken").isLessThan(2000);
      List<Integer> numbers = numbers(request);
      int status =
          numbers.size() > 8 || random.nextInt(10) == 0
              ? 413
              : numbers.stream().anyMatch(n -> n % 20 == 3 || n / 10 == 5) ? 422 : 200;
      if (status == 200) {
        for (Object each : new JsonArray(new String(request.body(), UTF_8))) {
          JsonObject event = (JsonObject) each;
          long gap = event.getLong("dropped", 0L);
          told += gap;
          next += (int) gap;
          assertThat(event.getInteger("seq")).isEqualTo(next++);
        }
      }
      if (numbers.contains(100) && numbers.indexOf(100) == numbers.size() - 1 && status == 200) {
        answer(200);
      } else {
        request = after(status);
      }
    }
    assertThat(next).isEqualTo(101);
    assertThat(told).isPositive().isEqualTo((long) dropped());
  }

  /** Each event arrives at least once, and its first arrivals are in order. */
  @Test
  void nothingIsLostOrReorderedBelowTheBound() {
    for (int seed = 0; seed < 30; seed++) {
      HookEventsTest run = new HookEventsTest();
      run.randomRun(new Random(seed));
    }
  }

  private void randomRun(Random random) {
    int added = 0;
    List<Integer> arrived = new ArrayList<>();
    int answered = 0;
    int steps = 0;
    while (added < 200 || answered < requests.size() || events.queuedBytes() > 0) {
      assertThat(steps++).as("steps until all has been taken").isLessThan(100_000);
      if (added < 200 && random.nextInt(3) > 0) {
        add(++added);
      }
      time.advance(random.nextInt(200));
      if (answered < requests.size()) {
        // A backend may have taken what it failed to answer.
        boolean ok = random.nextBoolean();
        if (ok || random.nextBoolean()) {
          arrived.addAll(numbers(requests.get(answered)));
        }
        answered++;
        answer(ok);
      }
      time.advance(random.nextInt(10) == 0 ? 40_000 : 0);
    }
    Set<Integer> seen = new HashSet<>();
    List<Integer> firsts = arrived.stream().filter(seen::add).toList();
    assertThat(firsts).hasSize(200).isSorted();
    assertThat(dropped()).isZero();
  }

  @Test
  void atTheEndWhatIsLeftIsSentAtOnce() {
    add(1);
    time.advance(100);
    answer(false);
    add(2);
    Promise<Void> ended = Promise.promise();
    loop.execute(() -> events.flush(3000).onComplete(ended));
    time.advance(5);
    assertThat(requests).as("without the pause").hasSize(2);
    answer(true);
    time.advance(200);
    answer(true);
    time.advance(200);
    assertThat(numbers(requests.get(2))).containsExactly(2);
    assertThat(ended.future().succeeded()).isTrue();
    assertThat(dropped()).isZero();
  }

  @Test
  void theEndDoesNotWaitForABackendThatIsDown() {
    add(1);
    add(2);
    Promise<Void> ended = Promise.promise();
    loop.execute(() -> events.flush(3000).onComplete(ended));
    for (int i = 0; i < 40 && !ended.future().isComplete(); i++) {
      time.advance(150);
      answer(false);
    }
    assertThat(ended.future().succeeded()).isTrue();
    assertThat(dropped()).isEqualTo(2);
    int attempts = requests.size();
    time.advance(60_000);
    assertThat(requests).as("nothing is sent after the end").hasSize(attempts);
  }

  @Test
  void withNothingLeftTheEndIsNow() {
    Promise<Void> ended = Promise.promise();
    loop.execute(() -> events.flush(3000).onComplete(ended));
    time.advance(1);
    assertThat(ended.future().succeeded()).isTrue();
  }
}
