package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Completable;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the bus chooses from, and when it hears that this changed. */
final class ReachableConsumersTest {
  private static final String ADDRESS = "gateway.inbound";

  /** What the cluster has; an address without an entry cannot be read. */
  private final Map<String, List<RegistrationInfo>> cluster = new HashMap<>();

  /** Reads that wait; null: they are answered at once. */
  private List<Runnable> waiting;

  /** What Vert.x was told last. */
  private final Map<String, List<String>> told = new HashMap<>();

  private final Set<String> wanted = new HashSet<>();

  /** What another thread does between Vert.x's answer and what follows from it. */
  private Runnable meanwhile = () -> {};

  private final ReachableConsumers consumers = new ReachableConsumers(this::read);

  @BeforeEach
  void open() {
    consumers.tell(
        new RegistrationListener() {
          @Override
          public void registrationsUpdated(RegistrationUpdateEvent event) {
            told.put(event.address(), ids(event.registrations()));
          }

          @Override
          public boolean wantsUpdatesFor(String address) {
            boolean wants = wanted.contains(address);
            meanwhile.run();
            return wants;
          }
        });
    cluster.put(ADDRESS, registered("a", "b", "c"));
    wanted.add(ADDRESS);
  }

  private void read(String address, Completable<List<RegistrationInfo>> done) {
    List<RegistrationInfo> found = cluster.get(address);
    Runnable answer =
        () -> {
          if (found == null) {
            done.fail("no answer");
          } else {
            done.succeed(found);
          }
        };
    if (waiting == null) {
      answer.run();
    } else {
      waiting.add(answer);
    }
  }

  private static List<RegistrationInfo> registered(String... ids) {
    return Stream.of(ids).map(id -> new RegistrationInfo(id, 1, false)).toList();
  }

  private static List<String> ids(List<RegistrationInfo> registrations) {
    return registrations.stream().map(RegistrationInfo::nodeId).toList();
  }

  private List<String> choice() {
    List<String> choice = new ArrayList<>();
    consumers.of(ADDRESS, (found, failure) -> choice.addAll(ids(found)));
    return choice;
  }

  @Test
  void everybodyIsChosenFromUntilSomebodyCannotBeReached() {
    assertThat(choice()).containsExactly("a", "b", "c");
    consumers.leaveOut(Set.of("b"));
    assertThat(choice()).containsExactly("a", "c");
    consumers.leaveOut(Set.of());
    assertThat(choice()).containsExactly("a", "b", "c");
  }

  @Test
  void whereNobodyCanBeReachedEverybodyIsTried() {
    consumers.leaveOut(Set.of("a", "b", "c"));
    assertThat(choice()).containsExactly("a", "b", "c");
  }

  @Test
  void aChoiceThatVertxMakesWhileItIsAskedIsChangedLater() {
    choice();
    wanted.clear();
    meanwhile =
        () -> {
          wanted.add(ADDRESS);
          choice();
          meanwhile = () -> {};
        };
    consumers.leaveOut(Set.of("b"));
    consumers.leaveOut(Set.of("c"));
    assertThat(told).containsEntry(ADDRESS, List.of("a", "b"));
  }

  @Test
  void aChoiceThatVertxKeepsIsChangedAtOnce() {
    choice();
    consumers.leaveOut(Set.of("b"));
    assertThat(told).containsEntry(ADDRESS, List.of("a", "c"));
    consumers.leaveOut(Set.of());
    assertThat(told).containsEntry(ADDRESS, List.of("a", "b", "c"));

    told.clear();
    consumers.leaveOut(Set.of());
    assertThat(told).as("nothing changed").isEmpty();
  }

  @Test
  void whatVertxDoesNotKeepIsNotTold() {
    choice();
    wanted.clear();
    consumers.leaveOut(Set.of("b"));
    assertThat(told).isEmpty();
  }

  @Test
  void whatTheClusterTellsIsFilteredToo() {
    consumers.leaveOut(Set.of("d"));
    consumers.registrationsUpdated(new RegistrationUpdateEvent(ADDRESS, registered("a", "d")));
    assertThat(told).containsEntry(ADDRESS, List.of("a"));
  }

  @Test
  void aReadThatWasOvertakenByAChangeIsNotTold() {
    choice();
    waiting = new ArrayList<>();
    consumers.leaveOut(Set.of("b"));
    consumers.registrationsUpdated(new RegistrationUpdateEvent(ADDRESS, registered("b", "d")));
    waiting.forEach(Runnable::run);
    assertThat(told).containsEntry(ADDRESS, List.of("d"));
  }

  @Test
  void whatCouldNotBeReadIsReadAgain() {
    choice();
    List<RegistrationInfo> there = cluster.remove(ADDRESS);
    consumers.leaveOut(Set.of("b"));
    assertThat(told).isEmpty();
    cluster.put(ADDRESS, there);
    consumers.leaveOut(Set.of("b"));
    assertThat(told).containsEntry(ADDRESS, List.of("a", "c"));
  }
}
