package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import com.hazelcast.config.DiscoveryConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.kit.FreePorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The parts of a split cluster merge also when each of them has several members: those of one part
 * must agree on it first, by messages that single members do not need.
 */
final class MergedPairsIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static final long JOIN_SECONDS = 40;

  private final String name = "test-" + UUID.randomUUID();
  private final int[] ports = FreePorts.of(4);
  private final List<HazelcastInstance> members = new ArrayList<>();

  private static String address(int port) {
    return "127.0.0.1:" + port;
  }

  /** Starts a member with a node's settings that knows its partner and nobody else. */
  private void join(int index, int partner) {
    GatewayConfig config =
        ConfigLoader.parse(
                """
                cluster:
                  enabled: true
                  name: %s
                  host: 127.0.0.1
                  port: %d
                  discovery: {members: ["%s"]}
                """
                    .formatted(name, ports[index], address(ports[partner])))
            .config();
    Config settings =
        MemberSettings.of(config, "id-" + index, new Discovery(config.cluster()), JOIN_SECONDS);
    // Unlike a node's, this list of members can be changed later.
    JoinConfig join = settings.getAdvancedNetworkConfig().getJoin();
    join.setDiscoveryConfig(new DiscoveryConfig());
    settings.setProperty("hazelcast.discovery.enabled", "false");
    join.getTcpIpConfig()
        .setEnabled(true)
        .setMembers(List.of(address(ports[index]), address(ports[partner])));
    members.add(Hazelcast.newHazelcastInstance(settings));
  }

  private void awaitSizes(int size) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(members)
                    .extracting(member -> member.getCluster().getMembers().size())
                    .containsOnly(size));
  }

  @AfterEach
  void end() {
    members.forEach(member -> member.getLifecycleService().terminate());
  }

  @Test
  void twoPairsThatLearnOfEachOtherBecomeOneCluster() {
    join(0, 1);
    join(1, 0);
    join(2, 3);
    join(3, 2);
    awaitSizes(2);
    for (HazelcastInstance member : members) {
      for (int port : ports) {
        member
            .getConfig()
            .getAdvancedNetworkConfig()
            .getJoin()
            .getTcpIpConfig()
            .addMember(address(port));
      }
    }
    awaitSizes(4);
  }
}
