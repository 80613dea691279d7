package io.wsgateway.support;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastNodeInfo;
import io.wsgateway.kit.BackendMember;

/**
 * A gateway node as far as the cluster knows, of which nothing is heard: all that it has of an
 * event bus is an entry that says where it should be.
 */
public final class UnheardMember implements AutoCloseable {
  private static final String ID = "unheard-id";

  private final HazelcastInstance member;

  private UnheardMember(HazelcastInstance member) {
    this.member = member;
  }

  /** Joins under the name "unheard"; its event bus should be at that port of 127.0.0.1. */
  public static UnheardMember join(String cluster, String members, int busPort) {
    Config config = BackendMember.recommended(cluster, members).setLiteMember(true);
    config
        .getMemberAttributeConfig()
        .setAttribute("ws-gateway.node", "unheard")
        .setAttribute("__vertx.nodeId", ID);
    HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
    NodeInfo place = new NodeInfo("127.0.0.1", busPort, null);
    member.getMap("__vertx.nodeInfo").put(ID, new HazelcastNodeInfo(place));
    return new UnheardMember(member);
  }

  @Override
  public void close() {
    member.shutdown();
  }
}
