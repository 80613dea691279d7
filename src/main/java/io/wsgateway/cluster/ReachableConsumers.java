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
 * Filters the consumers of an address that this node's event bus chooses from: all registered ones,
 * except those on members whose bus this node cannot reach, as long as there is another. Otherwise
 * the bus would send them messages in turn and lose them.
 *
 * <p>Stands between the cluster and Vert.x, which keeps its choice for an address until it is
 * notified of a change. A member that becomes unreachable, or reachable again, is such a change.
 * Thread-safe.
 */
final class ReachableConsumers implements RegistrationListener {
  private final BiConsumer<String, Completable<List<RegistrationInfo>>> registered;

  /** Addresses for which Vert.x may keep a choice, each with the number of its last change. */
  private final Map<String, Long> changes = new ConcurrentHashMap<>();

  /** Addresses for which Vert.x must be notified of a new choice. */
  private final Set<String> stale = ConcurrentHashMap.newKeySet();

  private volatile Set<String> unreachable = Set.of();
  private volatile RegistrationListener bus;

  /** Begins with all members reachable; {@code registered} reads all consumers of an address. */
  ReachableConsumers(BiConsumer<String, Completable<List<RegistrationInfo>>> registered) {
    this.registered = registered;
    this.bus = new Nobody();
  }

  /** Sets the listener for changes, which is Vert.x. */
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
              // Vert.x does not keep a choice then.
              changes.remove(address);
            }
            done.succeed(reachable(all));
          }
        });
  }

  /**
   * Sets the members whose bus this node cannot reach. Call it repeatedly even with the same
   * members: consumers that could not be read before are read then.
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
    if (before == null) {
      return;
    }
    if (!bus.wantsUpdatesFor(address)) {
      // Not what another thread has just noted, for which Vert.x now keeps a choice.
      changes.remove(address, before);
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

  /**
   * Skips the notification if the address changed meanwhile: that change is newer than what was
   * read.
   */
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

  /** The listener before Vert.x has started its bus. */
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
