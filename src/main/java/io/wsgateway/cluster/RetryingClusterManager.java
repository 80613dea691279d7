package io.wsgateway.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import io.wsgateway.transport.BusConsumers;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Extends Vert.x's cluster manager in four ways. The original fails a start when Hazelcast cannot
 * confirm this node's entry at once, for example while a member is frozen; this one tries again,
 * and never holds a lock for it that an event loop may wait for. The bus chooses only from
 * consumers that this node reaches. A node that was paused does not believe at once that others
 * have left. And after clusters have merged, registrations stay: the original removes those of live
 * nodes, which leave and join again then, and does not put back its own ones if one write is not
 * confirmed.
 */
final class RetryingClusterManager extends HazelcastClusterManager {
  private static final Logger log = LoggerFactory.getLogger(RetryingClusterManager.class);

  private final HazelcastInstance hazelcast;
  private final Deadline deadline;
  private final OwnRegistrations own = new OwnRegistrations();
  private final Promise<Vertx> vertx = Promise.promise();
  private final GoneRegistrations gone;
  private final ReachableConsumers reachable = new ReachableConsumers(super::getRegistrations);
  private final DoubtedLosses losses;
  private final NodeEntries entries;
  private BusConsumers chosen = BusConsumers.HERE;

  /** This node's entry; null before the bus has made it. */
  private volatile @Nullable NodeInfo entry;

  private volatile boolean merging;

  RetryingClusterManager(HazelcastInstance hazelcast, Deadline deadline) {
    super(hazelcast);
    this.hazelcast = hazelcast;
    this.deadline = deadline;
    entries = new NodeEntries(hazelcast, vertx.future());
    gone = new GoneRegistrations(hazelcast, this::isHere);
    losses = new DoubtedLosses(vertx.future(), this::isActive, this::removed);
  }

  @Override
  public void init(Vertx made) {
    super.init(made);
    vertx.complete(made);
  }

  @Override
  public void setNodeInfo(NodeInfo info, Completable<Void> done) {
    entry = info;
    putEntry(getNodeId(), info).onComplete(done);
  }

  /**
   * Returns this node's entry without a lock: the original's is held while the registrations of a
   * lost member are removed, which may take half a minute.
   */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  public @Nullable NodeInfo getNodeInfo() {
    return entry;
  }

  private Future<Void> putEntry(String id, NodeInfo info) {
    return vertx
        .future()
        .compose(v -> new Retry(v, deadline).of("the entry of " + id, () -> entries.put(id, info)));
  }

  @Override
  public void addRegistration(
      String address, RegistrationInfo registration, Completable<Void> done) {
    own.add(address, registration);
    super.addRegistration(address, registration, done);
  }

  @Override
  public void removeRegistration(
      String address, RegistrationInfo registration, Completable<Void> done) {
    own.remove(address, registration);
    super.removeRegistration(address, registration, done);
  }

  /**
   * Sets when this node doubts that others have left. One that was paused believes healthy members
   * gone: if it removed their registrations, a call of it that is still under way would reach the
   * cluster that it merges with, and those members would hear nothing.
   */
  void doubtsLosses(BooleanSupplier when) {
    losses.when(when);
  }

  /** Whether this member joins a larger cluster: until it has joined, its list has itself only. */
  boolean isMerging() {
    return merging;
  }

  /** Looks every minute for what members that are gone have left. */
  void sweep(Vertx clustered) {
    new LeftBehind(hazelcast, gone, entries, this::isHere, () -> merging || losses.areDoubted())
        .watch(clustered);
  }

  /**
   * Removes the registrations of a member that left. One that is here again, as in a merge, keeps
   * them.
   */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // removed() takes the lock
  public void memberRemoved(MembershipEvent event) {
    losses.take(event);
  }

  private synchronized void removed(MembershipEvent event) {
    String id = event.getMember().getAttribute(MemberSettings.NODE_ID_ATTRIBUTE);
    if (id != null && isActive() && !isHere(id)) {
      removeOf(id);
    }
    if (id != null && isHere(id)) {
      restore("a member has left and is here again");
    } else {
      NodeInfo before = id == null ? null : entryOf(id);
      super.memberRemoved(event);
      if (before != null && isHere(id)) {
        // Vert.x removes the entry after it has read all registrations, which takes seconds.
        Future<Void> unused = putEntry(id, before);
      }
    }
  }

  private @Nullable NodeInfo entryOf(String id) {
    try {
      return entries.get(id);
    } catch (HazelcastException | HazelcastInstanceNotActiveException unanswered) {
      log.debug("the entry of a member that left cannot be read", unanswered);
      return null;
    }
  }

  private void removeOf(String id) {
    try {
      gone.remove(id);
    } catch (HazelcastException | HazelcastInstanceNotActiveException unconfirmed) {
      log.atWarn()
          .addKeyValue("event", "cluster.registrations.kept")
          .log(
              "the cluster did not confirm that the registrations of a member that left are"
                  + " removed: {}",
              unconfirmed.getClass().getSimpleName());
    }
  }

  private boolean isHere(String id) {
    return getNodes().contains(id);
  }

  /**
   * Ignores all states but the end of a merge, and without a lock: a member that is about to merge
   * waits for its listeners, and {@link #removed}, which holds the lock, may wait for the merge.
   */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // the original takes the lock
  public void stateChanged(LifecycleEvent event) {
    merging = event.getState() == LifecycleState.MERGING;
    if (event.getState() != LifecycleState.MERGED || entry == null) {
      // Before the bus has started, this node has registered nothing.
      return;
    }
    try {
      super.stateChanged(event);
    } catch (HazelcastException unconfirmed) {
      reachable.registrationsLost();
      restore("a write was not confirmed after a merge: " + unconfirmed.getClass().getSimpleName());
    }
  }

  /**
   * Puts this node's entry and its registrations back into the cluster, in a few attempts while the
   * cluster does not confirm; {@link OwnConsumers} asks for it again while one is missing. Any
   * thread may call it; writing an entry twice does no harm.
   */
  void restore(String reason) {
    NodeInfo info = entry;
    if (info == null) {
      // The bus, which is starting, writes everything in a moment.
      return;
    }
    log.atWarn()
        .addKeyValue("event", "cluster.registrations.restored")
        .log("putting back this node's registrations: {}", reason);
    // If the entry fails, the next look finds it missing.
    putEntry(getNodeId(), info).onComplete(done -> own.forEach(this::putBack));
  }

  private Future<Void> putBack(String address, RegistrationInfo registration) {
    return vertx
        .future()
        .compose(v -> new Retry(v, deadline).of(address, () -> add(address, registration)))
        .compose(
            done -> {
              // It may have ended meanwhile.
              return own.has(address, registration)
                  ? Future.succeededFuture()
                  : remove(address, registration);
            });
  }

  private Future<Void> add(String address, RegistrationInfo registration) {
    Promise<Void> added = Promise.promise();
    super.addRegistration(address, registration, added);
    return added.future();
  }

  private Future<Void> remove(String address, RegistrationInfo registration) {
    Promise<Void> removed = Promise.promise();
    super.removeRegistration(address, registration, removed);
    return removed.future();
  }

  /** Whether this node consumes an address. */
  boolean consumes(String address) {
    return own.has(address);
  }

  @Override
  public void registrationListener(RegistrationListener listener) {
    chosen = BusConsumers.of(listener);
    reachable.tell(listener);
    super.registrationListener(reachable);
  }

  @Override
  public void getRegistrations(String address, Completable<List<RegistrationInfo>> found) {
    reachable.of(address, found);
  }

  /** The consumers that the bus chooses from. */
  ReachableConsumers reachable() {
    return reachable;
  }

  /** The consumers that the bus has chosen; available once Vert.x has been created. */
  BusConsumers chosen() {
    return chosen;
  }

  /**
   * The ids of all members that consume an address, reachable or not. This node is among them only
   * while the cluster has its entry: without the entry, no other node connects to it.
   */
  Future<Set<String>> consumers(String address) {
    Promise<List<RegistrationInfo>> found = Promise.promise();
    super.getRegistrations(address, found);
    return found
        .future()
        .map(all -> all.stream().map(RegistrationInfo::nodeId).collect(Collectors.toSet()))
        .compose(ids -> entries.has(getNodeId()).map(here -> here ? ids : without(ids)));
  }

  private Set<String> without(Set<String> ids) {
    return ids.stream().filter(id -> !id.equals(getNodeId())).collect(Collectors.toSet());
  }

  /** The address of a member's event bus; fails while the cluster does not know it. */
  Future<NodeInfo> place(String id) {
    Promise<NodeInfo> found = Promise.promise();
    getNodeInfo(id, found);
    return found.future();
  }
}
