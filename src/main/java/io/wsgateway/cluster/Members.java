package io.wsgateway.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.vertx.core.Context;
import io.wsgateway.metrics.ClusterMetrics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other gateway nodes of the cluster. A backend's lite member is none; a full member that is no
 * gateway is reported, because it holds part of the cluster's data and its restarts cost some.
 *
 * <p>State belongs to one context. Hazelcast's events only say that something changed: the list is
 * read again on the context, so that nothing depends on the events' order.
 */
public final class Members {
  private static final Logger log = LoggerFactory.getLogger(Members.class);
  private static final String NODE_ID = "__vertx.nodeId";

  /** Who wants to know of changes. Called on the context. */
  public interface Listener {
    /** A node is there now. */
    void joined(Node node);

    /**
     * A node is gone.
     *
     * @param announced whether it had said that it leaves; else it died or cannot be reached
     */
    void left(Node node, boolean announced);
  }

  private final HazelcastInstance hazelcast;
  private final Context context;
  private final ClusterMetrics metrics;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Set<String> leaving = new HashSet<>();
  private Set<UUID> foreign = Set.of();
  private volatile @Nullable Listener listener;

  /**
   * Knows nobody until {@link #follow}.
   *
   * @param context where the listener is called
   */
  Members(HazelcastInstance hazelcast, Context context, ClusterMetrics metrics) {
    this.hazelcast = hazelcast;
    this.context = context;
    this.metrics = metrics;
  }

  /** Begins to follow who is in the cluster; {@code told} hears of who is there already, too. */
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
    changed();
  }

  /** The other nodes, by id, in the order of their joining. */
  public Map<String, Node> others() {
    return nodes;
  }

  /** A node has said that it leaves. */
  public void announced(String id) {
    if (nodes.containsKey(id)) {
      leaving.add(id);
    }
  }

  private void changed() {
    context.runOnContext(v -> read());
  }

  private void read() {
    Set<Member> members;
    try {
      members = hazelcast.getCluster().getMembers();
    } catch (HazelcastInstanceNotActiveException e) {
      // This node leaves: the others are not gone.
      return;
    }
    Map<String, Node> now = new HashMap<>();
    for (Member member : members) {
      String id = member.getAttribute(NODE_ID);
      String name = member.getAttribute(MemberSettings.GATEWAY_ATTRIBUTE);
      if (id != null && name != null && !member.localMember()) {
        now.put(id, new Node(id, name));
      }
    }
    Set.copyOf(nodes.keySet()).stream().filter(id -> !now.containsKey(id)).forEach(this::gone);
    now.forEach(this::here);
    metrics.members(nodes.size() + 1);
    foreign(members);
  }

  private void here(String id, Node node) {
    if (nodes.putIfAbsent(id, node) != null) {
      return;
    }
    metrics.joined();
    log.atInfo()
        .addKeyValue("event", "cluster.node.joined")
        .addKeyValue("node", node.name())
        .addKeyValue("nodeId", id)
        .log("node {} is in the cluster", node.name());
    if (listener != null) {
      listener.joined(node);
    }
  }

  private void gone(String id) {
    Node node = nodes.remove(id);
    if (node == null) {
      return;
    }
    boolean announced = leaving.remove(id);
    metrics.left(announced);
    log.atLevel(announced ? org.slf4j.event.Level.INFO : org.slf4j.event.Level.WARN)
        .addKeyValue("event", "cluster.node.left")
        .addKeyValue("node", node.name())
        .addKeyValue("nodeId", id)
        .addKeyValue("cause", announced ? "stopped" : "lost")
        .log(
            announced
                ? "node {} left the cluster"
                : "node {} is gone: it died, or it cannot be reached",
            node.name());
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
                    "the member at {} is no gateway but holds cluster data: backends must join as"
                        + " lite members (Config.setLiteMember(true))",
                    member.getAddress());
          }
        });
    foreign = Set.copyOf(now.keySet());
    metrics.foreign(foreign.size());
  }

  /** Both kinds of change are the same to us. */
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
