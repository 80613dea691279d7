package io.wsgateway.support;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.shareddata.SharedData;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import io.wsgateway.kit.BackendMember;
import io.wsgateway.kit.GatewayCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A backend in this JVM, with a configuration of its own: it shares nothing with the nodes. */
public final class TestBackend implements AutoCloseable {
  private final Vertx vertx;

  private TestBackend(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Joins as a lite member. */
  public static TestBackend join(RunningCluster cluster) {
    return join(cluster, true, bus());
  }

  /** Joins a cluster of processes as a lite member. */
  public static TestBackend join(GatewayCluster cluster) {
    return join(cluster.name(), cluster.members(), true, bus());
  }

  /** Joins as a member of either kind, with event-bus options. */
  public static TestBackend join(RunningCluster cluster, boolean lite, EventBusOptions bus) {
    return join(cluster.name(), cluster.members(), lite, bus);
  }

  /** Joins the members at these addresses, as a member of either kind. */
  public static TestBackend join(
      String cluster, String members, boolean lite, EventBusOptions bus) {
    return join(BackendMember.recommended(cluster, members).setLiteMember(lite), bus);
  }

  /** Joins as a gateway node would: the others take its beacons and envelopes. */
  public static TestBackend joinAsGateway(String cluster, String members, String name) {
    Config config = BackendMember.recommended(cluster, members);
    config.getMemberAttributeConfig().setAttribute("ws-gateway.node", name);
    return join(config, bus());
  }

  private static TestBackend join(Config config, EventBusOptions bus) {
    return new TestBackend(
        get(
            Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(1).setEventBusOptions(bus))
                .withClusterManager(new HazelcastClusterManager(config))
                .buildClustered()));
  }

  /** Plain event-bus options on 127.0.0.1. */
  public static EventBusOptions bus() {
    return new EventBusOptions().setHost("127.0.0.1").setConnectTimeout(3000);
  }

  /** The same with mutual TLS, by what an authority issued under a name. */
  public static EventBusOptions bus(TestAuthority authority, String name) {
    return bus()
        .setSsl(true)
        .setTrustAll(false)
        .setClientAuth(ClientAuth.REQUIRED)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .setCertPath(authority.cert(name).toString())
                .setKeyPath(authority.key(name).toString()))
        .setTrustOptions(new PemTrustOptions().addCertPath(authority.ca().toString()));
  }

  /** Its event bus. */
  public EventBus eventBus() {
    return vertx.eventBus();
  }

  /** Its member of the cluster. */
  public HazelcastInstance member() {
    return ((HazelcastClusterManager) ((VertxInternal) vertx).clusterManager())
        .getHazelcastInstance();
  }

  /** Its maps, locks and counters. */
  public SharedData sharedData() {
    return vertx.sharedData();
  }

  /** Its id on the event bus. */
  public String nodeId() {
    return ((VertxInternal) vertx).clusterManager().getNodeId();
  }

  /** The ids of the nodes that it is in a cluster with. */
  public List<String> otherNodeIds() {
    List<String> ids = new ArrayList<>(((VertxInternal) vertx).clusterManager().getNodes());
    ids.remove(nodeId());
    return ids;
  }

  /** Every address that some member of its cluster consumes. */
  public List<String> registeredAddresses() {
    return new ArrayList<>(member().<String, Object>getMultiMap("__vertx.subs").keySet());
  }

  /** Asks and waits for the answer. */
  public Message<Object> request(String address, Object body, DeliveryOptions options) {
    return get(vertx.eventBus().request(address, body, options));
  }

  /** Asks, and waits for the refusal. */
  public ReplyException refusal(String address, Object body, DeliveryOptions options) {
    try {
      throw new AssertionError("was not refused: " + request(address, body, options).body());
    } catch (CompletionException e) {
      return (ReplyException) e.getCause();
    }
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    get(vertx.close());
  }
}
