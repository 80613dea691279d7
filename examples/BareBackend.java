import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.concurrent.atomic.AtomicBoolean;

/** Answers clients and greets them all, with nothing but Vert.x and Hazelcast. */
public final class BareBackend {
  private static final String HOST = "127.0.0.1"; // this host, as gateways reach it

  public static void main(String[] arguments) {
    String member = arguments.length > 0 ? arguments[0] : "127.0.0.1:5701"; // a gateway node
    String cluster = arguments.length > 1 ? arguments[1] : "ws-gateway"; // cluster.name
    join(member, cluster);
  }

  private static void join(String member, String cluster) {
    HazelcastClusterManager manager = new HazelcastClusterManager(config(member, cluster));
    Vertx.builder()
        .with(new VertxOptions().setEventBusOptions(new EventBusOptions().setHost(HOST)))
        .withClusterManager(manager)
        .buildClustered()
        .onSuccess(
            vertx -> {
              whenTheLastGatewayGoes(
                  manager, () -> vertx.close().onComplete(left -> join(member, cluster)));
              serve(vertx);
            })
        .onFailure(
            failure -> {
              // Lite members alone are no cluster: this fails until a gateway is there.
              System.out.println("waiting for a gateway");
              Vertx pause = Vertx.vertx();
              pause.setTimer(1000, t -> pause.close().onComplete(v -> join(member, cluster)));
            });
  }

  private static Config config(String member, String cluster) {
    Config config = new Config();
    config.setClusterName(cluster);
    config.setLiteMember(true);
    config.setProperty("hazelcast.local.localAddress", HOST);
    config
        .getAdvancedNetworkConfig()
        .setEnabled(true)
        .setMemberEndpointConfig(new ServerSocketEndpointConfig().setName("member").setPort(0));
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.heartbeat.interval.seconds", "2");
    config.setProperty("hazelcast.max.no.heartbeat.seconds", "15");
    config.setProperty("hazelcast.merge.first.run.delay.seconds", "8");
    config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
    config.getMemberAttributeConfig().setAttribute("ws-gateway.timing", "2/15");
    JoinConfig join = config.getAdvancedNetworkConfig().getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).addMember(member);
    return config;
  }

  /** With the last gateway went all registrations: leave once, and join what comes up. */
  private static void whenTheLastGatewayGoes(HazelcastClusterManager manager, Runnable then) {
    AtomicBoolean gone = new AtomicBoolean(); // further members may leave after it
    MembershipListener listener =
        new MembershipListener() {
          @Override
          public void memberAdded(MembershipEvent event) {}

          @Override
          public void memberRemoved(MembershipEvent event) {
            boolean backendsOnly = event.getMembers().stream().allMatch(Member::isLiteMember);
            if (backendsOnly && gone.compareAndSet(false, true)) {
              then.run();
            }
          }
        };
    manager.getHazelcastInstance().getCluster().addMembershipListener(listener);
  }

  private static void serve(Vertx vertx) {
    vertx.eventBus().consumer("gateway.inbound", m -> m.reply("you said " + m.body()));
    vertx
        .eventBus()
        .request("gateway.broadcast", new JsonObject().put("text", "a backend is here"))
        .onFailure(failure -> System.out.println("not sent: " + failure.getMessage()));
  }
}
