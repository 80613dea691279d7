package io.wsgateway.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.ClusterMetrics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks the other gateway nodes of the cluster. Backends' lite members do not count. A full member
 * that is not a gateway is reported, because its restarts may lose cluster data.
 *
 * <p>State belongs to one loop. Hazelcast's events only say that something changed: the list is
 * read again on the loop, so that nothing depends on the events' order.
 */
public final class Members implements Membership {
  private static final Logger log = LoggerFactory.getLogger(Members.class);
  private static final long LOOK_MILLIS = 1000;

  /** Is notified of changes, on the loop. */
  public interface Listener {
    /** A node has joined. */
    void joined(Node node);

    /**
     * A node has left.
     *
     * @param announced whether it had announced that; otherwise it died or cannot be reached
     */
    void left(Node node, boolean announced);

    /** This node must notify backends that another node was lost. */
    void lost(Node node);

    /** This node must notify backends that a node reported as lost is back. */
    void back(Node node);

    /** Whether this node was paused a moment ago; if so, it reports no node as lost. */
    boolean isWoken();
  }

  private final HazelcastInstance hazelcast;
  private final BooleanSupplier merging;
  private final Loop loop;
  private final ClusterMetrics metrics;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, String> backends = new LinkedHashMap<>();
  private final Set<String> leaving = new HashSet<>();
  private final LateMembers late;
  private final LiteMembers lite = new LiteMembers();
  private final ClusterSize size;
  private final NodeLoss loss;
  private Set<UUID> foreign = Set.of();
  private Set<Member> seen = Set.of();

  private @Nullable UUID oddLeader;
  private volatile @Nullable Listener listener;

  /**
   * Knows no members until {@link #follow}.
   *
   * @param self this node's id
   * @param expected how many gateway nodes there should be, as far as known at the start
   * @param loop where the listener is called
   * @param silentMillis for how long a member has sent no heartbeat
   * @param merging whether this member joins a larger cluster, and its list has itself only
   */
  Members(
      HazelcastInstance hazelcast,
      String self,
      int expected,
      Loop loop,
      ClusterMetrics metrics,
      ToLongFunction<Member> silentMillis,
      BooleanSupplier merging) {
    this.hazelcast = hazelcast;
    this.merging = merging;
    this.loop = loop;
    this.metrics = metrics;
    this.late = new LateMembers(silentMillis, metrics, loop.nanoTime());
    this.size = new ClusterSize(loop, self, expected, metrics);
    this.loss =
        new NodeLoss(loop, size, self, this::isWoken, new LeaveReport(metrics, () -> listener));
  }

  /** How many nodes belong to the cluster, and whether this node's side is a majority. */
  public ClusterSize size() {
    return size;
  }

  /**
   * Begins to follow the membership; {@code told} is also notified of the nodes that are present
   * already.
   */
  public void follow(Listener told) {
    listener = told;
    hazelcast.getCluster().addMembershipListener(new Changes());
    hazelcast
        .getLifecycleService()
        .addLifecycleListener(
            event -> {
              // This member was part of a smaller cluster and is now in the larger one.
              if (event.getState() == LifecycleState.MERGED) {
                log.atWarn().addKeyValue("event", "cluster.merged").log("merged with a cluster");
                changed();
              }
            });
    lookLater();
    changed();
  }

  @Override
  public Map<String, Node> others() {
    return nodes;
  }

  /** The members on the event bus that are not gateways: their addresses in the cluster, by id. */
  Map<String, String> backends() {
    return backends;
  }

  @Override
  public void announced(String id) {
    if (nodes.containsKey(id)) {
      leaving.add(id);
    }
  }

  @Override
  public void stays(String id) {
    leaving.remove(id);
  }

  @Override
  public void heard(String id, boolean inMinority) {
    size.heard(id, inMinority);
    loss.heard(id);
  }

  @Override
  public boolean isMinority() {
    return size.isMinority();
  }

  private boolean isWoken() {
    Listener told = listener;
    return told != null && told.isWoken();
  }

  private void changed() {
    loop.execute(this::read);
  }

  private void lookLater() {
    loop.schedule(LOOK_MILLIS, this::look);
  }

  private void look() {
    lookLater();
    Set<Member> members = current();
    if (!members.isEmpty()) {
      late.look(members, loop.nanoTime());
      if (!merging.getAsBoolean() && !members.equals(seen)) {
        // Hazelcast notifies listeners on a few threads, and another listener may block this one's.
        read();
      }
    }
  }

  /** All members in the order of joining; empty when this node leaves. */
  private Set<Member> current() {
    try {
      return hazelcast.getCluster().getMembers();
    } catch (HazelcastInstanceNotActiveException e) {
      return Set.of();
    }
  }

  private void read() {
    Set<Member> members = current();
    if (members.isEmpty()) {
      // This node leaves; the others have not left.
      return;
    }
    seen = members;
    List<String> byAge = new ArrayList<>();
    Map<String, Node> now = new LinkedHashMap<>();
    backends.clear();
    for (Member member : members) {
      String id = member.getAttribute(MemberSettings.NODE_ID_ATTRIBUTE);
      String name = member.getAttribute(MemberSettings.GATEWAY_ATTRIBUTE);
      if (id != null && name != null) {
        byAge.add(id);
        if (!member.localMember()) {
          now.put(id, new Node(id, name));
        }
      } else if (id != null) {
        backends.put(id, MemberSearch.text(member.getAddress()));
      }
    }
    loss.see(byAge);
    List.copyOf(nodes.keySet()).stream().filter(id -> !now.containsKey(id)).forEach(this::gone);
    size.see(byAge, leaving);
    leaving.retainAll(nodes.keySet());
    now.forEach(this::here);
    metrics.members(nodes.size() + 1);
    lite.see(members);
    foreign(members);
    leader(members.iterator().next());
  }

  /** The oldest member decides by its own clock which members are evicted. */
  private void leader(Member oldest) {
    boolean odd =
        oldest.getAttribute(MemberSettings.GATEWAY_ATTRIBUTE) == null
            && !Timing.TEXT.equals(oldest.getAttribute(MemberSettings.TIMING_ATTRIBUTE));
    if (odd && !oldest.getUuid().equals(oddLeader)) {
      log.atWarn()
          .addKeyValue("event", "cluster.leader.backend")
          .addKeyValue("address", MemberSearch.text(oldest.getAddress()))
          .log(
              "{} is the oldest member and does not declare the gateways' heartbeat settings: it"
                  + " decides when a frozen node is evicted, by default after 60 s"
                  + " instead of {} (docs/backends.md has the settings)",
              LateMembers.name(oldest),
              Timing.SILENT_SECONDS);
    }
    oddLeader = odd ? oldest.getUuid() : null;
  }

  private void here(String id, Node node) {
    if (nodes.putIfAbsent(id, node) != null) {
      return;
    }
    metrics.joined();
    loss.joined(node);
    log.atInfo()
        .addKeyValue("event", "cluster.node.joined")
        .addKeyValue("node", node.name())
        .addKeyValue("nodeId", id)
        .log("node {} has joined the cluster", node.name());
    if (listener != null) {
      listener.joined(node);
    }
  }

  private void gone(String id) {
    Node node = nodes.remove(id);
    if (node == null) {
      return;
    }
    boolean announced = leaving.contains(id);
    loss.left(node, announced);
    if (listener != null) {
      listener.left(node, announced);
    }
  }

  private void foreign(Set<Member> members) {
    Map<UUID, Member> now =
        members.stream()
            .filter(m -> !m.isLiteMember())
            .filter(m -> m.getAttribute(MemberSettings.GATEWAY_ATTRIBUTE) == null)
            .collect(Collectors.toMap(Member::getUuid, m -> m));
    now.forEach(
        (id, member) -> {
          if (!foreign.contains(id)) {
            log.atError()
                .addKeyValue("event", "cluster.member.foreign")
                .addKeyValue("address", String.valueOf(member.getAddress()))
                .log(
                    "the member at {} is not a gateway but holds cluster data: backends must join"
                        + " as lite members (Config.setLiteMember(true))",
                    member.getAddress());
          }
        });
    foreign = Set.copyOf(now.keySet());
    metrics.foreign(foreign.size());
  }

  /** Treats both kinds of change alike. */
  private final class Changes implements MembershipListener {
    @Override
    public void memberAdded(MembershipEvent event) {
      changed();
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      changed();
    }
  }
}
