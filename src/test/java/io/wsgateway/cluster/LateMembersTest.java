package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.version.MemberVersion;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wsgateway.metrics.ClusterMetrics;
import java.net.InetAddress;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Members that sent no heartbeat for a while are counted until they answer or are gone. */
final class LateMembersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Member self = member(5701, true, Map.of());
  private final Member node = member(5702, false, Map.of("ws-gateway.node", "pod-b"));
  private final Member backend = member(5703, false, Map.of());
  private final Set<Member> all = Set.of(self, node, backend);
  private long silentMillis;
  private long seconds;
  private final LateMembers late =
      new LateMembers(m -> m == node ? 0 : silentMillis, new ClusterMetrics(registry), 0);

  private static Member member(int port, boolean local, Map<String, String> attributes) {
    return new MemberImpl.Builder(new Address(InetAddress.getLoopbackAddress(), port))
        .version(MemberVersion.of("5.7.0"))
        .localMember(local)
        .uuid(UUID.randomUUID())
        .attributes(attributes)
        .build();
  }

  private double count(Set<Member> members, long silent, long pauseSeconds) {
    silentMillis = silent;
    seconds += pauseSeconds;
    late.look(members, TimeUnit.SECONDS.toNanos(seconds));
    return registry.get("gateway.cluster.late.members").gauge().value();
  }

  @Test
  void aMemberIsLateUntilItAnswersAndThisOneNeverIs() {
    assertThat(count(all, 7_999, 1)).isZero();
    assertThat(count(all, 8_000, 1)).isEqualTo(1);
    assertThat(count(all, 0, 1)).isZero();
  }

  @Test
  void aMemberThatWasEvictedIsLateNoMore() {
    assertThat(count(all, 9_000, 1)).isEqualTo(1);
    assertThat(count(Set.of(self, node), 9_000, 1)).isZero();
  }

  @Test
  void afterAPauseOfThisNodeNobodyIsJudgedAtOnce() {
    assertThat(count(all, 60_000, 60)).isZero();
    assertThat(count(all, 100, 1)).isZero();
  }

  @Test
  void aMemberIsNamedByWhatItIsAndWhere() {
    assertThat(LateMembers.name(node)).isEqualTo("gateway node pod-b at 127.0.0.1:5702");
    assertThat(LateMembers.name(backend)).isEqualTo("the backend at 127.0.0.1:5703");
  }
}
