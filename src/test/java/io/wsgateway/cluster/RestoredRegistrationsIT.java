package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.map.IMap;
import com.hazelcast.multimap.MultiMap;
import io.vertx.core.Future;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import io.wsgateway.support.Logs;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.RunningGateway;
import io.wsgateway.support.TestBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Registrations of a live node that the cluster has lost are put back. */
final class RestoredRegistrationsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String ADDRESS = "test.address";

  private final RunningCluster cluster = RunningCluster.empty(2);

  private static void forget(HazelcastInstance member, String address) {
    MultiMap<String, Object> registrations = member.getMultiMap("__vertx.subs");
    registrations.remove(address);
    assertThat(registrations.get(address)).isEmpty();
  }

  private static MembershipEvent loss(Cluster of, Member member) {
    return new MembershipEvent(of, member, MembershipEvent.MEMBER_REMOVED, of.getMembers());
  }

  @Test
  void aMemberThatLeftAndIsHereAgainKeepsItsRegistrations() {
    try (JoinedNode here = JoinedNode.of(cluster, 0);
        JoinedNode there = JoinedNode.of(cluster, 1)) {
      here.settle();
      there.settle();
      there.register(ADDRESS);
      assertThat(here.consumers(ADDRESS)).containsExactly("id-1");
      // As a member that merges sees all others leave, and be there again, before it says so.
      Member other =
          here.member().getCluster().getMembers().stream()
              .filter(member -> !member.localMember())
              .findFirst()
              .orElseThrow();
      here.manager().memberRemoved(loss(here.member().getCluster(), other));
      assertThat(here.consumers(ADDRESS)).containsExactly("id-1");
    }
  }

  @Test
  void aMemberThatReturnsWhileItsRegistrationsAreRemovedKeepsTheRest() {
    try (JoinedNode here = JoinedNode.of(cluster, 0);
        JoinedNode there = JoinedNode.of(cluster, 1)) {
      here.settle();
      there.settle();
      for (int i = 0; i < 3; i++) {
        there.register(ADDRESS + i);
      }
      // Away when the first one is removed, back before the second.
      Iterator<Boolean> present = List.of(false, true).iterator();
      new GoneRegistrations(here.member(), id -> present.next()).remove("id-1");
      assertThat(IntStream.range(0, 3).filter(i -> here.consumers(ADDRESS + i).contains("id-1")))
          .hasSize(2);
    }
  }

  @Test
  void aNodeThatDoubtsALossKeepsTheRegistrationsUntilItDoesNotAnyMore() {
    AtomicInteger asked = new AtomicInteger();
    AtomicBoolean doubts = new AtomicBoolean(true);
    try (JoinedNode here = JoinedNode.of(cluster, 0)) {
      JoinedNode there = JoinedNode.of(cluster, 1);
      here.settle();
      there.settle();
      there.register(ADDRESS);
      here.manager()
          .doubtsLosses(
              () -> {
                asked.incrementAndGet();
                return doubts.get();
              });
      there.member().getLifecycleService().terminate();
      await().atMost(LIMIT).until(() -> asked.get() > 2);
      assertThat(here.consumers(ADDRESS)).containsExactly("id-1");
      doubts.set(false);
      await().atMost(LIMIT).until(() -> here.consumers(ADDRESS).isEmpty());
      there.vertx().close();
    }
  }

  @Test
  void lossesThatWaitedArePassedOnInOrderAlsoAfterOneThatFails() {
    AtomicBoolean doubts = new AtomicBoolean(true);
    List<MembershipEvent> passed = new CopyOnWriteArrayList<>();
    try (Logs logs = new Logs(DoubtedLosses.class);
        JoinedNode here = JoinedNode.of(cluster, 0)) {
      DoubtedLosses losses =
          new DoubtedLosses(
              Future.succeededFuture(here.vertx()),
              () -> true,
              loss -> {
                passed.add(loss);
                if (passed.size() == 1) {
                  throw new OperationTimeoutException("planted");
                }
              });
      losses.when(doubts::get);
      List<MembershipEvent> lost = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        lost.add(loss(here.member().getCluster(), here.member().getCluster().getLocalMember()));
        losses.take(lost.get(i));
      }
      assertThat(passed).isEmpty();
      doubts.set(false);
      await().atMost(LIMIT).untilAsserted(() -> assertThat(passed).isEqualTo(lost));
      assertThat(logs.lines()).hasSize(1).first().asString().contains("could not be handled");
    }
  }

  @Test
  void aMergeBeginsWhileTheRegistrationsOfALostMemberAreRemoved() throws Exception {
    try (JoinedNode here = JoinedNode.of(cluster, 0)) {
      CompletableFuture<Void> begun;
      // As the removal does while it waits for partitions that answer only after the merge.
      synchronized (here.manager()) {
        begun =
            CompletableFuture.runAsync(
                () -> here.manager().stateChanged(new LifecycleEvent(LifecycleState.MERGING)));
        begun.get(60, TimeUnit.SECONDS);
      }
      assertThat(begun).isCompleted();
    }
  }

  @Test
  void registrationsOfAMemberThatIsGoneAreRemovedAndNoOthers() {
    try (JoinedNode here = JoinedNode.of(cluster, 0);
        JoinedNode there = JoinedNode.of(cluster, 1)) {
      here.settle();
      there.settle();
      here.register(ADDRESS);
      there.register(ADDRESS);
      new GoneRegistrations(here.member(), id -> false).remove("id-1");
      assertThat(here.consumers(ADDRESS)).containsExactly("id-0");
    }
  }

  @Test
  void aMergeWhoseWriteIsNotConfirmedDoesNotLoseThem() {
    try (JoinedNode here = JoinedNode.of(cluster, 0);
        JoinedNode there = JoinedNode.of(cluster, 1)) {
      here.settle();
      there.settle();
      here.register(ADDRESS);
      forget(there.member(), ADDRESS);
      // Fails before Vert.x puts back the registrations of this node.
      here.manager()
          .nodeListener(
              new NodeListener() {
                @Override
                public void nodeAdded(String id) {
                  throw new OperationTimeoutException("planted");
                }

                @Override
                public void nodeLeft(String id) {}
              });
      here.manager().stateChanged(new LifecycleEvent(LifecycleState.MERGED));
      await().atMost(LIMIT).until(() -> there.consumers(ADDRESS).contains("id-0"));
    }
  }

  @Test
  void aNodeThatIsMissingAmongItsConsumersPutsItselfBack() throws Exception {
    String config = "endpoints: [{path: /ws, channel: chat}]\n";
    try (Logs logs = new Logs(RetryingClusterManager.class);
        RunningCluster nodes = RunningCluster.of(2, config);
        TestBackend backend = TestBackend.join(nodes)) {
      RunningGateway first = nodes.node(0);
      RunningGateway second = nodes.node(1);
      for (String address : backend.registeredAddresses()) {
        forget(backend.member(), address);
      }
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(backend.registeredAddresses())
                      .contains("gateway.beacon", "gateway.publish")
                      .filteredOn(address -> address.startsWith("gateway.relay."))
                      .hasSize(2));
      assertThat(logs.lines()).isNotEmpty().allMatch(l -> l.contains("registrations.restored"));
      try (PlainClient here = PlainClient.connect(first.ws("/ws"));
          PlainClient there = PlainClient.connect(second.ws("/ws"))) {
        await()
            .atMost(LIMIT)
            .untilAsserted(
                () -> {
                  here.send("hello");
                  assertThat(there.next()).isEqualTo("hello");
                });
      }
    }
  }

  /** The cluster did not confirm its removal, or a merge brought it back. */
  @Test
  void whatAMemberThatIsGoneHasLeftIsRemovedByTheOldestAtItsSecondLook() {
    AtomicBoolean doubts = new AtomicBoolean();
    try (JoinedNode here = JoinedNode.of(cluster, 0);
        JoinedNode there = JoinedNode.of(cluster, 1)) {
      here.settle();
      there.settle();
      there.register(ADDRESS);
      MultiMap<String, Object> registrations = there.member().getMultiMap("__vertx.subs");
      IMap<String, Object> entries = there.member().getMap("__vertx.nodeInfo");
      registrations.put(
          ADDRESS, new HazelcastRegistrationInfo(new RegistrationInfo("gone", 1, false)));
      entries.put("gone", entries.get("id-1"));
      assertThat(here.consumers(ADDRESS)).containsExactlyInAnyOrder("id-1", "gone");

      LeftBehind oldest = leftBehind(here, doubts);
      LeftBehind younger = leftBehind(there, doubts);
      younger.look();
      younger.look();
      oldest.look();
      doubts.set(true);
      oldest.look();
      doubts.set(false);
      oldest.look();
      assertThat(here.consumers(ADDRESS)).containsExactlyInAnyOrder("id-1", "gone");
      assertThat(entries.keySet()).contains("gone");

      try (Logs logs = new Logs(LeftBehind.class)) {
        oldest.look();
        assertThat(logs.lines()).singleElement().asString().contains("gone");
      }
      assertThat(here.consumers(ADDRESS)).containsExactly("id-1");
      assertThat(entries.keySet()).containsExactlyInAnyOrder("id-0", "id-1");
    }
  }

  private static LeftBehind leftBehind(JoinedNode node, AtomicBoolean doubts) {
    Predicate<String> isHere = id -> node.manager().getNodes().contains(id);
    return new LeftBehind(
        node.member(),
        new GoneRegistrations(node.member(), isHere),
        new NodeEntries(node.member(), Future.succeededFuture(node.vertx())),
        isHere,
        doubts::get);
  }

  /** Another member may remove it, when this one leaves and is here again meanwhile. */
  @Test
  void aNodeWhoseEntryIsMissingPutsItBack() throws Exception {
    String config = "endpoints: [{path: /ws, channel: chat}]\n";
    try (RunningCluster nodes = RunningCluster.of(2, config);
        TestBackend backend = TestBackend.join(nodes)) {
      IMap<String, Object> entries = backend.member().getMap("__vertx.nodeInfo");
      Set<String> ids = Set.copyOf(entries.keySet());
      assertThat(ids).hasSize(3);
      Set<String> gateways = gatewayIds(backend.member());
      gateways.forEach(entries::delete);
      assertThat(entries.keySet()).doesNotContainAnyElementsOf(gateways);
      await().atMost(LIMIT).untilAsserted(() -> assertThat(entries.keySet()).isEqualTo(ids));
    }
  }

  private static Set<String> gatewayIds(HazelcastInstance member) {
    return member.getCluster().getMembers().stream()
        .filter(one -> one.getAttribute(MemberSettings.GATEWAY_ATTRIBUTE) != null)
        .map(one -> one.getAttribute(MemberSettings.NODE_ID_ATTRIBUTE))
        .collect(Collectors.toSet());
  }
}
