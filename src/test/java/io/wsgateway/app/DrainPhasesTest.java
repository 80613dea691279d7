package io.wsgateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.wsgateway.api.ApiError;
import io.wsgateway.api.ApiFailure;
import io.wsgateway.api.DrainControl.Status;
import io.wsgateway.config.DrainConfig;
import io.wsgateway.config.DrainConfig.DrainCode;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.ConnectionListener;
import io.wsgateway.connection.SimulatedClients;
import io.wsgateway.support.Logs;
import io.wsgateway.support.Simulation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of a drain in each of its phases, on a simulated clock. */
final class DrainPhasesTest {
  private static final int ACCEPT_SECONDS = 5;
  private static final int WINDOW_SECONDS = 20;
  private static final int CLOSE_SECONDS = 1;
  private static final int MANY = 4000;
  private static final long LONGEST_MILLIS =
      1000L * (ACCEPT_SECONDS + WINDOW_SECONDS + CLOSE_SECONDS) + 200;

  private final Logs logs = new Logs(Drain.class);
  private World world = new World(1);

  @AfterEach
  void stop() {
    logs.close();
  }

  /** A node with two event loops, whose clients answer a close within 50 ms. */
  private static final class World implements Drain.Port {
    final Simulation simulation;
    final List<Simulation.SimulatedLoop> loops;
    final List<SimulatedClients> clients;
    final Drain drain;
    final boolean[] accepting = {true, true};
    int closed;

    World(long seed) {
      simulation = new Simulation(seed);
      loops = List.of(simulation.loop("one"), simulation.loop("two"));
      clients =
          loops.stream()
              .map(loop -> new SimulatedClients(loop, simulation.random(), 1 << 20, 0, 1_000_000))
              .toList();
      drain =
          new Drain(
              new DrainConfig(ACCEPT_SECONDS, WINDOW_SECONDS, 0, DrainCode.SERVICE_RESTART),
              CLOSE_SECONDS,
              this);
    }

    @Override
    public List<Drain.Share> shares() {
      return List.of(share(0), share(1));
    }

    private Drain.Share share(int index) {
      return new Drain.Share(loops.get(index), clients.get(index).connections());
    }

    @Override
    public Future<Void> refuseUpgrades() {
      return accept(false);
    }

    @Override
    public Future<Void> takeUpgrades() {
      return accept(true);
    }

    /** As the servers do it: with a task on each loop. */
    private Future<Void> accept(boolean whether) {
      return Future.all(acceptOn(0, whether), acceptOn(1, whether)).mapEmpty();
    }

    private Future<Void> acceptOn(int index, boolean whether) {
      return Future.future(
          done ->
              loops
                  .get(index)
                  .execute(
                      () -> {
                        accepting[index] = whether;
                        done.complete();
                      }));
    }

    boolean accepts() {
      return accepting[0] && accepting[1];
    }

    /** Clients that try to connect; they succeed where upgrades are accepted. */
    void connect(int count) {
      for (int i = 0; i < count; i++) {
        int index = i % 2;
        loops.get(index).execute(() -> connectOn(index));
      }
      simulation.settle();
    }

    private void connectOn(int index) {
      if (accepting[index]) {
        clients.get(index).connect(new Client(), seen -> {});
      }
    }

    int connections() {
      return clients.stream().mapToInt(c -> c.connections().size()).sum();
    }

    /** The answer to a call, which no time passes for. */
    Status answer(Future<Status> call) {
      simulation.settle();
      assertThat(call.succeeded()).isTrue();
      return call.result();
    }

    private final class Client implements ConnectionListener {
      @Override
      public void opened() {}

      @Override
      public void message(boolean text, byte[] payload) {}

      @Override
      public void ending() {
        closed++;
      }

      @Override
      public void closed(CloseEvent event) {}
    }
  }

  private List<String> events() {
    return logs.events().stream()
        .map(e -> String.valueOf(e.getKeyValuePairs().get(0).value))
        .toList();
  }

  @Test
  void itAcceptsThenRefusesThenClosesAndIsDrained() {
    world.connect(MANY);
    Status begun = world.answer(world.drain.drain());
    assertThat(begun).isEqualTo(new Status(true, false, MANY));
    assertThat(world.accepts()).isTrue();

    world.simulation.advance(1000L * ACCEPT_SECONDS - 100);
    assertThat(world.accepts()).isTrue();
    assertThat(world.closed).isZero();

    world.simulation.advance(2100);
    assertThat(world.accepting).containsOnly(false);
    assertThat(world.closed).isBetween(MANY / 4, 3 * MANY / 4);
    assertThat(world.drain.remaining()).isBetween(1, MANY);

    world.simulation.advance(LONGEST_MILLIS);
    assertThat(world.answer(world.drain.status())).isEqualTo(new Status(true, true, 0));
    assertThat(world.drain.remaining()).isZero();
    assertThat(events())
        .containsExactly("drain.started", "drain.closing", "drain.progress", "drain.ended");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 2500, 7000, 30_000})
  void itIsUndoneInEachPhase(long millis) {
    world.connect(MANY);
    world.answer(world.drain.drain());
    world.simulation.advance(millis);

    Status undone = world.answer(world.drain.undrain());
    assertThat(undone.draining()).isFalse();
    assertThat(world.drain.isDraining()).isFalse();
    assertThat(world.drain.remaining()).isZero();
    assertThat(world.accepts()).isTrue();
    int closed = world.closed;
    world.connect(100);
    world.simulation.advance(LONGEST_MILLIS);
    assertThat(world.closed).isEqualTo(closed);
    assertThat(world.connections()).isEqualTo(MANY - closed + 100);
    assertThat(world.drain.remaining()).isZero();
    assertThat(events()).last().isEqualTo("drain.undone");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 2500, 7000, 30_000})
  void aSecondOneInAnyPhaseIsTheSame(long millis) {
    world.connect(MANY);
    world.drain.drain();
    world.simulation.advance(millis);
    assertThat(world.answer(world.drain.drain()).draining()).isTrue();
    world.simulation.advance(LONGEST_MILLIS - millis);
    assertThat(world.answer(world.drain.status())).isEqualTo(new Status(true, true, 0));
    assertThat(events()).containsOnlyOnce("drain.started", "drain.closing");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 2500, 7000, 30_000})
  void aSignalInAnyPhaseGoesOnFromThere(long millis) {
    world.connect(MANY);
    world.drain.drain();
    world.simulation.advance(millis);
    Future<Void> stopped = world.drain.stop();
    world.simulation.settle();
    assertThat(stopped.isComplete()).isEqualTo(millis == 30_000);

    world.simulation.advance(Math.max(0, LONGEST_MILLIS - millis));
    assertThat(stopped.succeeded()).isTrue();
    assertThat(events()).containsOnlyOnce("drain.started", "drain.closing");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 2500, 7000, 30_000})
  void afterASignalItIsNotUndone(long millis) {
    world.connect(MANY);
    Future<Void> stopped = world.drain.stop();
    world.simulation.advance(millis);
    Future<Status> undone = world.drain.undrain();
    assertThat(undone.cause())
        .isInstanceOfSatisfying(
            ApiFailure.class, f -> assertThat(f.error()).isEqualTo(ApiError.UNAVAILABLE))
        .hasMessageContaining("stopping");
    assertThat(world.drain.isDraining()).isTrue();
    world.simulation.advance(Math.max(0, LONGEST_MILLIS - millis));
    assertThat(stopped.succeeded()).isTrue();
  }

  @Test
  void itIsDoneAndUndoneAThousandTimesAndLeavesNothingBehind() {
    world.connect(10);
    for (int i = 0; i < 1000; i++) {
      world.drain.drain();
      world.drain.undrain();
    }
    world.simulation.advance(LONGEST_MILLIS);
    assertThat(world.closed).isZero();
    assertThat(world.accepts()).isTrue();

    world.drain.drain();
    world.simulation.advance(LONGEST_MILLIS);
    assertThat(world.closed).isEqualTo(10);
  }

  /** Whatever is asked in whatever order. */
  @Test
  void noSequenceClosesAnybodyInServiceOrNeverEnds() {
    long first = System.nanoTime();
    for (long seed = first; seed < first + 50; seed++) {
      world = new World(seed);
      try {
        anySequence();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private void anySequence() {
    Random random = world.simulation.random();
    boolean draining = false;
    for (int i = 0; i < 20; i++) {
      switch (random.nextInt(5)) {
        case 0 -> {
          world.drain.drain();
          draining = true;
        }
        case 1 -> {
          // Some are not waited for, so that calls overtake what they began.
          Future<Status> undone = world.drain.undrain();
          draining = false;
          if (random.nextBoolean()) {
            world.answer(undone);
          }
        }
        case 2 -> world.connect(random.nextInt(300));
        default -> world.simulation.advance(random.nextInt(12_000));
      }
      assertThat(world.drain.isDraining()).isEqualTo(draining);
      if (!draining) {
        world.simulation.settle();
        int closed = world.closed;
        world.simulation.advance(3000);
        assertThat(world.closed).isEqualTo(closed);
        assertThat(world.accepts()).isTrue();
        assertThat(world.drain.remaining()).isZero();
      }
    }
    Future<Void> stopped = world.drain.stop();
    assertThat(world.drain.isDraining()).isTrue();
    world.simulation.advance(LONGEST_MILLIS);
    assertThat(stopped.succeeded()).isTrue();
    assertThat(world.connections()).isZero();
    assertThat(world.accepting).containsOnly(false);
  }
}
