package io.wsgateway.client;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.multimap.MultiMap;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastNodeInfo;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Implements a membership with Vert.x and Hazelcast. It calls only methods that have the same
 * signature in Vert.x 4.5 and 5, so it asks Hazelcast directly for the addresses of event buses and
 * for registrations.
 */
final class ClusterBus implements Bus {
  /** Marks a gateway node; its value is the node's name. */
  private static final String GATEWAY = "ws-gateway.node";

  /** Vert.x's own: a member's id on the event bus. */
  private static final String NODE_ID = "__vertx.nodeId";

  private static final String NODE_INFO = "__vertx.nodeInfo";

  private static final String REGISTRATIONS = "__vertx.subs";

  private final Vertx vertx;
  private final HazelcastClusterManager manager;
  private final HazelcastInstance hazelcast;

  /** Everything is sent from this context, because the bus keeps the order of one context. */
  private final Context context;

  ClusterBus(Vertx vertx, HazelcastClusterManager manager) {
    this.vertx = vertx;
    this.manager = manager;
    this.hazelcast = manager.getHazelcastInstance();
    this.context = vertx.getOrCreateContext();
  }

  @Override
  public List<GatewayNode> gateways() {
    try {
      return hazelcast.getCluster().getMembers().stream()
          .filter(member -> member.getAttribute(GATEWAY) != null)
          .filter(member -> member.getAttribute(NODE_ID) != null)
          .map(ClusterBus::node)
          .sorted(Comparator.comparing(GatewayNode::id))
          .toList();
    } catch (HazelcastInstanceNotActiveException e) {
      return List.of();
    }
  }

  private static GatewayNode node(Member member) {
    return new GatewayNode(member.getAttribute(NODE_ID), member.getAttribute(GATEWAY));
  }

  @Override
  public void onChange(Runnable listener) {
    hazelcast
        .getCluster()
        .addMembershipListener(
            new MembershipListener() {
              @Override
              public void memberAdded(MembershipEvent event) {
                listener.run();
              }

              @Override
              public void memberRemoved(MembershipEvent event) {
                listener.run();
              }
            });
  }

  @Override
  public Future<Message<Object>> request(String address, Object body, DeliveryOptions options) {
    Promise<Message<Object>> answered = Promise.promise();
    onContext(answered, () -> send(address, body, options, answered));
    return answered.future();
  }

  private void send(
      String address, Object body, DeliveryOptions options, Promise<Message<Object>> answered) {
    try {
      vertx
          .eventBus()
          .<Object>request(address, body, options)
          .onSuccess(answered::tryComplete)
          .onFailure(answered::tryFail);
    } catch (RuntimeException e) {
      // The bus was closed meanwhile.
      answered.tryFail(e);
    }
  }

  private <T> void onContext(Promise<T> result, Runnable task) {
    try {
      context.runOnContext(v -> task.run());
    } catch (RejectedExecutionException e) {
      result.tryFail(e);
    }
  }

  @Override
  public Registration consume(String address, Consumer<Message<Object>> handler) {
    Promise<MessageConsumer<Object>> made = Promise.promise();
    onContext(
        made,
        () -> {
          try {
            made.tryComplete(vertx.eventBus().consumer(address, handler::accept));
          } catch (RuntimeException e) {
            made.tryFail(e);
          }
        });
    return () -> made.future().compose(MessageConsumer::unregister);
  }

  @Override
  public CompletionStage<Boolean> isRegistered(Collection<String> addresses) {
    // Reading blocks, so it runs on a thread of its own.
    return CompletableFuture.supplyAsync(
        () -> addresses.stream().allMatch(this::isRegistered), Threads::start);
  }

  private boolean isRegistered(String address) {
    MultiMap<String, HazelcastRegistrationInfo> registrations =
        hazelcast.getMultiMap(REGISTRATIONS);
    return registrations.get(address).stream()
        .anyMatch(found -> found.unwrap().nodeId().equals(manager.getNodeId()));
  }

  @Override
  public CompletionStage<InetSocketAddress> address(String nodeId) {
    IMap<String, HazelcastNodeInfo> nodes = hazelcast.getMap(NODE_INFO);
    return nodes
        .getAsync(nodeId)
        .thenApply(
            found -> {
              NodeInfo info = found.unwrap();
              return InetSocketAddress.createUnresolved(info.host(), info.port());
            });
  }

  @Override
  public String ownAddress() {
    NodeInfo info = manager.getNodeInfo();
    return info == null ? "" : info.host() + ":" + info.port();
  }

  @Override
  public Future<Void> leave() {
    return vertx.close();
  }
}
