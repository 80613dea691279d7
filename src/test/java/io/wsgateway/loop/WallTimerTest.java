package io.wsgateway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.support.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A task at a time of the wall clock, which may be set meanwhile. */
class WallTimerTest {
  private static final long HOUR = 3_600_000;

  private final Simulation simulation = new Simulation(1);
  private final Simulation.SimulatedLoop loop = simulation.loop("loop");
  private final WallTimer timer = new WallTimer(loop);
  private final List<Long> ran = new ArrayList<>();

  /** So long after the present time of the wall clock. */
  private long in(long millis) {
    return loop.wallMillis() + millis;
  }

  private void await(long wallMillis) {
    timer.at(wallMillis, () -> ran.add(simulation.millis()));
  }

  @Test
  void theTaskRunsOnceAtItsTimeHoweverFarAway() {
    await(in(HOUR + 1));
    simulation.advance(HOUR);
    assertThat(ran).isEmpty();
    simulation.advance(2 * HOUR);
    assertThat(ran).containsExactly(HOUR + 1);
  }

  @Test
  void aTimeThatHasPassedIsSoon() {
    await(in(-HOUR));
    assertThat(ran).isEmpty();
    simulation.advance(1);
    assertThat(ran).hasSize(1);
  }

  /** As after a sleep of the machine, in which its timers stood still. */
  @Test
  void aClockThatJumpsAheadIsSeenWithinAMinute() {
    await(in(HOUR));
    simulation.advance(90_000);
    loop.setClock(2 * HOUR);
    assertThat(ran).isEmpty();
    simulation.advance(60_000);
    assertThat(ran).hasSize(1);
  }

  @Test
  void aClockThatIsSetBackPutsTheTaskOff() {
    await(in(30_000));
    loop.setClock(-HOUR);
    simulation.advance(HOUR + 29_999);
    assertThat(ran).isEmpty();
    simulation.advance(1);
    assertThat(ran).hasSize(1);
  }

  @Test
  void anotherTaskTakesItsPlace() {
    await(in(10));
    await(in(20));
    simulation.advance(100);
    assertThat(ran).containsExactly(20L);
    await(in(10));
    simulation.advance(100);
    assertThat(ran).containsExactly(20L, 110L);
  }

  @Test
  void aCancelledTaskDoesNotRunAndATaskMaySetTheNext() {
    await(in(10));
    timer.cancel();
    timer.cancel();
    simulation.advance(100);
    assertThat(ran).isEmpty();
    timer.at(in(10), () -> await(in(70_000)));
    simulation.advance(70_009);
    assertThat(ran).isEmpty();
    simulation.advance(1);
    assertThat(ran).hasSize(1);
  }
}
