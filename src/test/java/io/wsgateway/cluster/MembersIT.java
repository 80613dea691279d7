package io.wsgateway.cluster;

import static org.awaitility.Awaitility.await;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wsgateway.metrics.ClusterMetrics;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.transport.VertxLoop;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A node that was lost is seen even if Hazelcast tells it late. */
final class MembersIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Hazelcast notifies listeners on five threads; so many have one on each. */
  private static final int LISTENERS = 60;

  private final RunningCluster cluster = RunningCluster.empty(3);
  private final CountDownLatch release = new CountDownLatch(1);
  private final Set<String> present = ConcurrentHashMap.newKeySet();

  @Test
  void aLossIsSeenWhileOtherListenersBlockTheThreadsOfHazelcast() {
    JoinedNode second = null;
    JoinedNode third = null;
    try (JoinedNode first = JoinedNode.of(cluster, 0)) {
      second = JoinedNode.of(cluster, 1);
      third = JoinedNode.of(cluster, 2);
      VertxLoop loop = new VertxLoop(first.vertx().getOrCreateContext());
      ClusterMetrics metrics = new ClusterMetrics(new SimpleMeterRegistry());
      Members members =
          new Members(first.member(), "id-0", 1, loop, metrics, member -> 0, () -> false);
      loop.execute(() -> members.follow(new Present()));
      await().atMost(LIMIT).until(() -> present.equals(Set.of("id-1", "id-2")));
      for (int i = 0; i < LISTENERS; i++) {
        first.member().getCluster().addMembershipListener(new Blocked());
      }
      second.member().getLifecycleService().terminate();
      await().atMost(LIMIT).until(() -> present.equals(Set.of("id-2")));
      third.member().getLifecycleService().terminate();
      await().atMost(LIMIT).until(present::isEmpty);
      release.countDown();
    } finally {
      release.countDown();
      leave(second);
      leave(third);
    }
  }

  private static void leave(JoinedNode terminated) {
    if (terminated != null) {
      terminated.vertx().close();
    }
  }

  private final class Present implements Members.Listener {
    @Override
    public void joined(Node node) {
      present.add(node.id());
    }

    @Override
    public void left(Node node, boolean announced) {
      present.remove(node.id());
    }

    @Override
    public void lost(Node node) {}

    @Override
    public void back(Node node) {}

    @Override
    public boolean isWoken() {
      return false;
    }
  }

  private final class Blocked implements MembershipListener {
    @Override
    public void memberAdded(MembershipEvent event) {}

    @Override
    public void memberRemoved(MembershipEvent event) {
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
