package io.wsgateway.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import io.wsgateway.config.GatewayConfig;

/**
 * Builds the configuration of the Hazelcast member in this process. Nothing is read from the class
 * path.
 */
final class MemberSettings {
  /** Marks a gateway node; its value is the node's name. */
  static final String GATEWAY_ATTRIBUTE = "ws-gateway.node";

  /** Vert.x's own: a member's id on the event bus. */
  static final String NODE_ID_ATTRIBUTE = "__vertx.nodeId";

  /** Marks a member that declares the gateways' timing, usually a backend. */
  static final String TIMING_ATTRIBUTE = "ws-gateway.timing";

  private static final int CONNECT_SECONDS = 3;

  /** An event-bus registration survives the loss of two members at once. */
  private static final int BUS_BACKUPS = 2;

  private static final int FEW_PROCESSORS = 2;

  private MemberSettings() {}

  /**
   * Builds the configuration for one attempt to join.
   *
   * @param nodeId this node's id on the event bus
   * @param joinSeconds how long the attempt may take
   */
  static Config of(GatewayConfig gateway, String nodeId, Discovery discovery, long joinSeconds) {
    Config config = new Config();
    config.setClusterName(gateway.cluster().name());
    config
        .getMemberAttributeConfig()
        .setAttribute(GATEWAY_ATTRIBUTE, gateway.node().name())
        .setAttribute(NODE_ID_ATTRIBUTE, nodeId);
    config.getJetConfig().setEnabled(false);
    config.getMetricsConfig().setEnabled(false);
    config.getSerializationConfig().setJavaSerializationFilterConfig(ReadableClasses.filter());
    network(config, gateway);
    discovery.configure(config, config.getAdvancedNetworkConfig().getJoin());
    timing(config, joinSeconds);
    busMaps(config);
    return config;
  }

  /**
   * Configures a single endpoint, for members only. This is necessary: with Hazelcast's usual
   * network configuration, a connection to a frozen member (its kernel accepts, but nothing
   * answers) keeps an output thread busy for ever, because its encoder does not report that it is
   * blocked. That thread then sends no heartbeats, and healthy members evict each other
   * (hazelcast#26473). The encoder of an endpoint waits correctly; FrozenMemberIT tests this.
   */
  private static void network(Config config, GatewayConfig gateway) {
    String host = gateway.cluster().host();
    config
        .setAdvancedNetworkConfig(new AdvancedNetworkConfig().setEnabled(true))
        .getAdvancedNetworkConfig()
        .setMemberEndpointConfig(
            new ServerSocketEndpointConfig()
                .setName("member")
                .setPort(gateway.cluster().port())
                .setPortAutoIncrement(false)
                // A port that the previous process left in TIME_WAIT must not prevent a restart.
                .setReuseAddress(true)
                .setSocketConnectTimeoutSeconds(CONNECT_SECONDS));
    config
        .setProperty("hazelcast.local.localAddress", host)
        .setProperty("hazelcast.socket.bind.any", "false")
        .setProperty("hazelcast.prefer.ipv4.stack", String.valueOf(!host.contains(":")));
  }

  private static void timing(Config config, long joinSeconds) {
    config
        // Vert.x leaves first, then stops the member.
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty(
            "hazelcast.heartbeat.interval.seconds", String.valueOf(Timing.HEARTBEAT_SECONDS))
        .setProperty("hazelcast.max.no.heartbeat.seconds", String.valueOf(Timing.SILENT_SECONDS))
        // A woken member that was removed asks the others before it goes on alone, and looks for
        // them only then; those that do not answer by now never will. The default is 120 s.
        .setProperty(
            "hazelcast.mastership.claim.timeout.seconds", String.valueOf(2 * Timing.SILENT_SECONDS))
        // Members that found no other at first search again soon; the default is 5 minutes.
        .setProperty("hazelcast.merge.first.run.delay.seconds", "8")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "5")
        // Members that start together join together; each further one waits this long.
        .setProperty("hazelcast.wait.seconds.before.join", "1")
        .setProperty("hazelcast.max.join.seconds", String.valueOf(joinSeconds))
        .setProperty("hazelcast.graceful.shutdown.max.wait", "30")
        // A write whose backup did not answer must not count as done.
        .setProperty("hazelcast.operation.fail.on.indeterminate.state", "true")
        .setProperty("hazelcast.operation.backup.timeout.millis", "1000")
        .setProperty("hazelcast.operation.call.timeout.millis", "10000");
    if (Runtime.getRuntime().availableProcessors() <= FEW_PROCESSORS) {
      config
          .setProperty("hazelcast.io.thread.count", "1")
          .setProperty("hazelcast.operation.generic.thread.count", "2")
          .setProperty("hazelcast.operation.response.thread.count", "1");
    }
  }

  /**
   * Configures what Vert.x keeps in the cluster: the consumers of each address, and the addresses
   * of nodes.
   */
  private static void busMaps(Config config) {
    config.addMapConfig(new MapConfig("__vertx.*").setBackupCount(BUS_BACKUPS));
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET)
            .setBackupCount(BUS_BACKUPS));
  }
}
