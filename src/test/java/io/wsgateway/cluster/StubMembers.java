package io.wsgateway.cluster;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleService;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.ClusterMetrics;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The members of a cluster that exists in the test only. */
public final class StubMembers {
  private StubMembers() {}

  /** Members of a cluster with one other gateway node. */
  public static Members with(Node other, Loop loop, ClusterMetrics metrics) {
    Member member =
        stub(
            Member.class,
            Map.of(
                "getAttribute",
                arguments ->
                    MemberSettings.GATEWAY_ATTRIBUTE.equals(arguments[0])
                        ? other.name()
                        : other.id(),
                "localMember",
                arguments -> false,
                "getUuid",
                arguments -> new UUID(0, 3),
                "isLiteMember",
                arguments -> false,
                "hashCode",
                arguments -> 1));
    Cluster cluster =
        stub(
            Cluster.class,
            Map.of(
                "getMembers",
                arguments -> Set.of(member),
                "addMembershipListener",
                arguments -> new UUID(0, 1)));
    LifecycleService life =
        stub(LifecycleService.class, Map.of("addLifecycleListener", arguments -> new UUID(0, 2)));
    HazelcastInstance hazelcast =
        stub(
            HazelcastInstance.class,
            Map.of("getCluster", arguments -> cluster, "getLifecycleService", arguments -> life));
    return new Members(hazelcast, "here", 1, loop, metrics, m -> 0, () -> false);
  }

  private interface Answer {
    Object to(Object[] arguments);
  }

  private static <T> T stub(Class<T> type, Map<String, Answer> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Answer answer = answers.get(method.getName());
              if (answer == null) {
                throw new UnsupportedOperationException(method.toString());
              }
              return answer.to(arguments);
            }));
  }
}
