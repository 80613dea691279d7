package io.wsgateway.cluster;

import io.vertx.core.Completable;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Which consumers of an address the event bus of this node chooses from: all that are registered,
 * but for those on members whose bus this node cannot reach, while there is one on another member.
 * The bus itself would send them every message in their turn, and lose it.
 *
 * <p>Stands between the cluster and Vert.x, which keeps its choice for an address until it hears of
 * a change: who becomes unreachable, or reachable again, is such a change. Thread-safe.
 */
final class ReachableConsumers implements RegistrationListener {
  private final BiConsumer<String, Completable<List<RegistrationInfo>>> registered;

  /** Addresses for which Vert.x may keep a choice, each with the number of its last change. */
  private final Map<String, Long> changes = new ConcurrentHashMap<>();

  /** Addresses whose choice Vert.x must be told anew. */
  private final Set<String> stale = ConcurrentHashMap.newKeySet();

  private volatile Set<String> unreachable = Set.of();
  private volatile RegistrationListener bus;

  /** Everybody counts as reachable; {@code registered} reads all consumers of an address. */
  ReachableConsumers(BiConsumer<String, Completable<List<RegistrationInfo>>> registered) {
    this.registered = registered;
    this.bus = new Nobody();
  }

  /** Who is told of changes from now on: Vert.x. */
  void tell(RegistrationListener listener) {
    bus = listener;
  }

  /** Reads the consumers of an address that the bus may choose from. */
  void of(String address, Completable<List<RegistrationInfo>> done) {
    changes.merge(address, 1L, Long::sum);
    registered.accept(
        address,
        (all, failure) -> {
          if (failure != null) {
            done.fail(failure);
          } else {
            if (all.isEmpty()) {
              // Vert.x keeps no choice then.
              changes.remove(address);
            }
            done.succeed(reachable(all));
          }
        });
  }

  /**
   * Sets the members whose bus this node cannot reach. To be called again and again, too, with the
   * same ones: what could not be read before is read then.
   */
  void leaveOut(Set<String> members) {
    if (!members.equals(unreachable)) {
      unreachable = Set.copyOf(members);
      stale.addAll(changes.keySet());
    }
    List.copyOf(stale).forEach(this::tellAnew);
  }

  private void tellAnew(String address) {
    stale.remove(address);
    Long before = changes.get(address);
    if (before == null || !bus.wantsUpdatesFor(address)) {
      changes.remove(address);
      return;
    }
    registered.accept(
        address,
        (all, failure) -> {
          if (failure == null) {
            tellUnlessChanged(address, before, all);
          } else {
            stale.add(address);
          }
        });
  }

  /** What changed meanwhile is newer than what was read. */
  private synchronized void tellUnlessChanged(
      String address, Long before, List<RegistrationInfo> all) {
    if (before.equals(changes.get(address))) {
      bus.registrationsUpdated(new RegistrationUpdateEvent(address, reachable(all)));
    }
  }

  @Override
  public synchronized void registrationsUpdated(RegistrationUpdateEvent event) {
    if (event.registrations().isEmpty()) {
      changes.remove(event.address());
    } else {
      changes.merge(event.address(), 1L, Long::sum);
    }
    bus.registrationsUpdated(
        new RegistrationUpdateEvent(event.address(), reachable(event.registrations())));
  }

  @Override
  public void registrationsLost() {
    bus.registrationsLost();
  }

  @Override
  public boolean wantsUpdatesFor(String address) {
    return bus.wantsUpdatesFor(address);
  }

  private List<RegistrationInfo> reachable(List<RegistrationInfo> all) {
    Set<String> out = unreachable;
    if (out.isEmpty()) {
      return all;
    }
    List<RegistrationInfo> left = all.stream().filter(r -> !out.contains(r.nodeId())).toList();
    return left.isEmpty() ? all : left;
  }

  /** Before Vert.x has started its bus. */
  private static final class Nobody implements RegistrationListener {
    @Override
    public void registrationsUpdated(RegistrationUpdateEvent event) {}

    @Override
    public void registrationsLost() {}

    @Override
    public boolean wantsUpdatesFor(String address) {
      return false;
    }
  }
}
