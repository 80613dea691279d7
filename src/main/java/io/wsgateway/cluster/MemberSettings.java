package io.wsgateway.cluster;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import io.wsgateway.config.GatewayConfig;

/**
 * The configuration of the Hazelcast member in this process: ours alone, nothing is taken from the
 * class path.
 */
final class MemberSettings {
  /** Marks a gateway node; its value is the node's name. */
  static final String GATEWAY_ATTRIBUTE = "ws-gateway.node";

  /** Two members may be lost at once before an event-bus registration is. */
  private static final int BUS_BACKUPS = 2;

  private static final int FEW_PROCESSORS = 2;

  private MemberSettings() {}

  static Config of(GatewayConfig gateway) {
    Config config = new Config();
    config.setClusterName(gateway.cluster().name());
    config.getMemberAttributeConfig().setAttribute(GATEWAY_ATTRIBUTE, gateway.node().name());
    config.getJetConfig().setEnabled(false);
    config.getMetricsConfig().setEnabled(false);
    // Who reaches the port may send serialized objects: only classes that are needed are read.
    config
        .getSerializationConfig()
        .setJavaSerializationFilterConfig(
            new JavaSerializationFilterConfig()
                .setWhitelist(new ClassFilter().addPrefixes("java.", "com.hazelcast.", "[")));
    network(config, gateway);
    timing(config);
    busMaps(config);
    return config;
  }

  private static void network(Config config, GatewayConfig gateway) {
    String host = gateway.cluster().host();
    NetworkConfig network =
        config
            .getNetworkConfig()
            .setPort(gateway.cluster().port())
            .setPortAutoIncrement(false)
            // A port in TIME_WAIT of the process before must not stop a restart.
            .setReuseAddress(true);
    Discovery.configure(network.getJoin(), gateway.cluster());
    config
        .setProperty("hazelcast.local.localAddress", host)
        .setProperty("hazelcast.socket.bind.any", "false")
        .setProperty("hazelcast.prefer.ipv4.stack", String.valueOf(!host.contains(":")));
  }

  private static void timing(Config config) {
    config
        // Vert.x leaves first, then stops the member.
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.logging.type", "slf4j")
        // A dead member is noticed after 15 s, not 60; a closed connection shows at once.
        .setProperty("hazelcast.heartbeat.interval.seconds", "2")
        .setProperty("hazelcast.max.no.heartbeat.seconds", "15")
        // Members that found nobody at first look again soon; by default after 5 minutes.
        .setProperty("hazelcast.merge.first.run.delay.seconds", "8")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "5")
        // Members that start together join together; each further one waits this long.
        .setProperty("hazelcast.wait.seconds.before.join", "1")
        .setProperty("hazelcast.max.join.seconds", "60")
        .setProperty("hazelcast.graceful.shutdown.max.wait", "30")
        // A write whose backup never answered must not count as done.
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

  /** What Vert.x keeps in the cluster: who consumes which address, and where nodes are reached. */
  private static void busMaps(Config config) {
    config.addMapConfig(new MapConfig("__vertx.*").setBackupCount(BUS_BACKUPS));
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET)
            .setBackupCount(BUS_BACKUPS));
  }
}
