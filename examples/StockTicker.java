import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A backend that sends a stock price to every client of every gateway node, once a second. It needs
 * nothing but Vert.x and Hazelcast. After {@code mvn package}:
 *
 * <pre>java -cp 'target/lib/*' examples/StockTicker.java [member] [cluster]</pre>
 *
 * {@code member}: the cluster address of one gateway node, by default 127.0.0.1:5701. {@code
 * cluster}: the value of {@code cluster.name}, by default ws-gateway.
 */
public final class StockTicker {
  private static final String ADDRESS = "gateway.broadcast";
  private static final int SECOND = 1000;

  private final Vertx vertx;
  private final Random random = new Random();
  private double price = 100;

  private StockTicker(Vertx vertx) {
    this.vertx = vertx;
  }

  public static void main(String[] arguments) {
    quietLibraries();
    String member = arguments.length > 0 ? arguments[0] : "127.0.0.1:5701";
    String cluster = arguments.length > 1 ? arguments[1] : "ws-gateway";
    join(member, cluster);
  }

  private static void join(String member, String cluster) {
    HazelcastClusterManager manager = new HazelcastClusterManager(config(member, cluster));
    Vertx.builder()
        .with(new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1")))
        .withClusterManager(manager)
        .buildClustered()
        .onSuccess(
            vertx -> {
              System.out.println("joined the cluster");
              whenTheLastGatewayGoes(
                  manager, () -> vertx.close().onComplete(left -> join(member, cluster)));
              new StockTicker(vertx).tick();
            })
        .onFailure(
            failure -> {
              // Lite members alone are no cluster: this fails until a gateway is there.
              System.out.println("waiting for a gateway");
              Vertx pause = Vertx.vertx();
              pause.setTimer(SECOND, t -> pause.close().onComplete(v -> join(member, cluster)));
            });
  }

  private static Config config(String member, String cluster) {
    Config config = new Config();
    config.setClusterName(cluster);
    // A backend holds none of the cluster's data, so its deploys and crashes move none.
    config.setLiteMember(true);
    config.setProperty("hazelcast.local.localAddress", "127.0.0.1");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    // The gateways' own settings: without them, a member that freezes can take this one with it.
    config
        .getAdvancedNetworkConfig()
        .setEnabled(true)
        .setMemberEndpointConfig(new ServerSocketEndpointConfig().setName("member").setPort(0));
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

  /** With the last gateway went all registrations: leave, and join what comes up. */
  private static void whenTheLastGatewayGoes(HazelcastClusterManager manager, Runnable then) {
    Cluster cluster = manager.getHazelcastInstance().getCluster();
    cluster.addMembershipListener(
        new MembershipListener() {
          @Override
          public void memberAdded(MembershipEvent event) {}

          @Override
          public void memberRemoved(MembershipEvent event) {
            if (event.getMembers().stream().allMatch(Member::isLiteMember)) {
              System.out.println("the last gateway is gone");
              then.run();
            }
          }
        });
  }

  /** The next price goes when this one was answered: that keeps them in order. */
  private void tick() {
    price += random.nextGaussian();
    JsonObject message =
        new JsonObject().put("symbol", "ACME").put("price", Math.round(price * 100) / 100.0);
    Future<?> answer = vertx.eventBus().request(ADDRESS, message);
    answer.onComplete(
        result -> {
          System.out.println(
              result.succeeded()
                  ? "sent " + message.encode()
                  : "not sent: " + result.cause().getMessage());
          vertx.setTimer(SECOND, t -> tick());
        });
  }

  /** The lines of this program are enough here; a service would configure its logging. */
  private static void quietLibraries() {
    System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    System.setProperty("hazelcast.logging.type", "none");
    Logger.getLogger("").setLevel(Level.OFF);
  }
}
