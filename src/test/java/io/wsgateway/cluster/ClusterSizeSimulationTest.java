package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.cluster.ModelCluster.Boot;
import io.wsgateway.cluster.ModelCluster.Said;
import io.wsgateway.support.Simulation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nodes that crash, leave, start, pause, are cut off and find each other again, as the seed says.
 * At no time do two sides hold a majority, no minority lowers the size, and backends hear of each
 * loss once and of nobody whom a majority sees.
 */
final class ClusterSizeSimulationTest {
  private static final int RUNS = 60;
  private static final int ACTIONS = 40;

  /** A change of the view shows in the next beacons. */
  private static final long AGREED = 2500;

  private static final long STEP = 500;

  private Simulation simulation;
  private Random random;
  private ModelCluster cluster;
  private final Map<Boot, Integer> minorities = new HashMap<>();
  private final Map<Boot, Long> pausedUntil = new HashMap<>();
  private int looked;
  private int majoritiesSeen;
  private int lossesSeen;
  private int backsSeen;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 7})
  void majoritiesAreOneAndLossesTrue(int count) {
    for (long seed = 0; seed < RUNS; seed++) {
      run(count, seed);
    }
    // What never happens proves nothing.
    assertThat(majoritiesSeen).isGreaterThan(RUNS / 2);
    assertThat(lossesSeen).isGreaterThan(RUNS / 2);
    assertThat(backsSeen).isGreaterThan(RUNS / 4);
  }

  private void run(int count, long seed) {
    simulation = new Simulation(seed);
    random = simulation.random();
    cluster = new ModelCluster(simulation);
    minorities.clear();
    pausedUntil.clear();
    looked = 0;
    cluster.start(count);
    pass(20_000);
    for (int i = 0; i < ACTIONS; i++) {
      Boot crashed = act(count);
      long millis = random.nextInt(3) == 0 ? random.nextInt(6000) : 7000L + random.nextInt(20_000);
      int before = cluster.said.size();
      boolean calm = crashed != null && wasCalm(crashed);
      pass(millis);
      if (calm && millis >= 7000) {
        // Of those that the majority saw, and nobody else went meanwhile.
        Boot oldest = crashed.side().stream().filter(b -> b != crashed).findFirst().orElseThrow();
        assertThat(cluster.texts().subList(before, cluster.said.size()))
            .as("%s", simulation)
            .containsOnlyOnce(oldest + " lost " + crashed)
            .noneMatch(s -> s.endsWith(" lost " + crashed) && !s.startsWith(oldest + " "));
      }
    }
    majoritiesSeen += (int) cluster.alive().stream().filter(b -> b.size().isMajority()).count();
  }

  private boolean calmBefore;
  private long lastPassed;

  /** Whether the side of a node that just crashed was a majority with room for that loss. */
  private boolean wasCalm(Boot crashed) {
    List<Boot> rest = crashed.side().stream().filter(b -> b != crashed).toList();
    return calmBefore
        && !rest.isEmpty()
        && rest.stream().allMatch(b -> b.size().size() == crashed.size().size())
        && (crashed.size().size() < 3 || rest.size() >= crashed.size().majority());
  }

  private void pass(long millis) {
    lastPassed = millis;
    for (long waited = 0; waited < millis; waited += STEP) {
      cluster.advance(Math.min(STEP, millis - waited));
      check();
      if (waited >= AGREED) {
        checkAgreed();
      }
    }
  }

  private Boot act(int count) {
    List<Boot> alive = new ArrayList<>(cluster.alive());
    Boot one = alive.get(random.nextInt(alive.size()));
    Boot another = alive.get(random.nextInt(alive.size()));
    calmBefore =
        lastPassed >= 7000
            && cluster.alive().stream().allMatch(this::isAwake)
            && one.size().isMajority()
            && one.side().stream().allMatch(b -> b.size().isMajority());
    switch (random.nextInt(7)) {
      case 0, 1 -> split(one);
      case 2, 3 -> merge(one, another);
      case 4 -> {
        if (alive.size() > 2) {
          cluster.crash(one);
          return one;
        }
      }
      case 5 -> {
        if (alive.size() > 2) {
          minorities.clear();
          cluster.leave(one);
        }
      }
      default -> {
        if (random.nextBoolean()) {
          long millis = 500L + random.nextInt(6000);
          pausedUntil.merge(one, simulation.millis() + millis, Math::max);
          one.pause(millis);
        } else if (alive.size() < count && mayGrow(one)) {
          Boot started = cluster.boot(0);
          cluster.merge(one, started);
        }
      }
    }
    return null;
  }

  /** What is not promised: new nodes that find nobody but a minority. */
  private boolean mayGrow(Boot boot) {
    return boot.size().isMajority() || boot.side().size() == cluster.alive().size();
  }

  private void split(Boot boot) {
    List<Boot> side = new ArrayList<>(boot.side());
    List<Boot> away = new ArrayList<>(side);
    Collections.shuffle(away, random);
    away = away.subList(0, random.nextInt(side.size()));
    if (!away.isEmpty()) {
      side.removeAll(away);
      List<Boot> byAge = boot.side().stream().filter(away::contains).toList();
      cluster.side(byAge);
      cluster.side(side);
    }
  }

  /** The smaller side joins the larger. */
  private void merge(Boot one, Boot another) {
    if (one.side().size() < another.side().size()) {
      cluster.merge(another, one);
    } else {
      cluster.merge(one, another);
    }
  }

  private void check() {
    for (Boot boot : cluster.alive()) {
      Integer before = minorities.remove(boot);
      if (isAwake(boot) && !boot.size().isMajority()) {
        if (before != null) {
          assertThat(boot.size().size())
              .as("%s of %s, which is in a minority", boot, simulation)
              .isGreaterThanOrEqualTo(before);
        }
        minorities.put(boot, boot.size().size());
      }
    }
    for (; looked < cluster.said.size(); looked++) {
      checkSaid(cluster.said.get(looked));
    }
  }

  private void checkSaid(Said said) {
    Boot teller = said.teller();
    Boot other = said.other();
    if (said.isLoss()) {
      lossesSeen++;
      assertThat(teller.side()).as("%s says %s", simulation, said).doesNotContain(other);
      assertThat(other.alive() && other.size().isMajority() && teller.size().size() >= 3)
          .as("%s says %s, which is in the majority", simulation, said)
          .isFalse();
    } else {
      backsSeen++;
      assertThat(cluster.said.subList(0, looked))
          .as("%s says %s", simulation, said)
          .anyMatch(s -> s.isLoss() && s.other() == other);
      assertThat(other.alive()).isTrue();
    }
  }

  private boolean isAwake(Boot boot) {
    Long until = pausedUntil.get(boot);
    return until == null || simulation.millis() > until + AGREED;
  }

  private void checkAgreed() {
    List<Boot> awake = cluster.alive().stream().filter(this::isAwake).toList();
    Set<List<Boot>> majorities =
        awake.stream()
            .filter(b -> b.size().isMajority())
            .map(Boot::side)
            .collect(Collectors.toSet());
    assertThat(majorities).as("%s: sides with a majority", simulation).hasSizeLessThan(2);
    Map<Boot, Said> last = new HashMap<>();
    cluster.said.forEach(s -> last.put(s.other(), s));
    if (awake.size() == cluster.alive().size()) {
      last.forEach(
          (other, s) ->
              assertThat(
                      s.isLoss()
                          && other.alive()
                          && s.teller().alive()
                          && s.teller().side().contains(other))
                  .as("%s: %s is back and nobody says so", simulation, other)
                  .isFalse());
    }
  }
}
