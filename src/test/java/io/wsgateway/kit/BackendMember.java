package io.wsgateway.kit;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;

/** How a backend's Hazelcast member is configured, as docs/guides/event-bus.md says or not. */
public final class BackendMember {
  private BackendMember() {}

  /** With the settings that docs/guides/event-bus.md asks for. */
  public static Config recommended(String cluster, String members) {
    Config config = common(cluster);
    config
        .getAdvancedNetworkConfig()
        .setEnabled(true)
        .setMemberEndpointConfig(new ServerSocketEndpointConfig().setName("member").setPort(0));
    list(config.getAdvancedNetworkConfig().getJoin(), members);
    config
        .setProperty("hazelcast.heartbeat.interval.seconds", "2")
        .setProperty("hazelcast.max.no.heartbeat.seconds", "15")
        .setProperty("hazelcast.merge.first.run.delay.seconds", "8")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "5")
        .getMemberAttributeConfig()
        .setAttribute("ws-gateway.timing", "2/15");
    return config;
  }

  /** With Hazelcast's own settings, as somebody who read nothing would have them. */
  public static Config plain(String cluster, String members) {
    Config config = common(cluster);
    config.getNetworkConfig().setPort(0);
    list(config.getNetworkConfig().getJoin(), members);
    return config;
  }

  private static Config common(String cluster) {
    Config config = new Config();
    config.setClusterName(cluster);
    config.setLiteMember(true);
    config.setProperty("hazelcast.local.localAddress", "127.0.0.1");
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    return config;
  }

  private static void list(JoinConfig join, String members) {
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).addMember(members.replace("\"", ""));
  }
}
