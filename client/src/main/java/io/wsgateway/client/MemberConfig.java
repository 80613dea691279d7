package io.wsgateway.client;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import org.jspecify.annotations.Nullable;

/** Builds the settings of a backend in the cluster; docs/backends.md explains each of them. */
final class MemberConfig {
  private static final int HEARTBEAT_SECONDS = 2;
  private static final int CONNECT_SECONDS = 3;
  private static final int CONNECT_MILLIS = 4000;
  private static final int PING_MILLIS = 5000;

  private MemberConfig() {}

  /** The settings of the member; {@code host} is the address that other members connect to. */
  static Config member(GatewayOptions options, String host) {
    Config config = new Config();
    config.setClusterName(options.cluster());
    // A backend holds none of the cluster's data, so its deploys and crashes move none.
    config.setLiteMember(true);
    config.getJetConfig().setEnabled(false);
    config.getMetricsConfig().setEnabled(false);
    // Anyone who reaches the port may send serialized objects: only what is needed is read.
    config
        .getSerializationConfig()
        .setJavaSerializationFilterConfig(
            new JavaSerializationFilterConfig()
                .setWhitelist(new ClassFilter().addPrefixes("java.", "com.hazelcast.", "[")));
    config
        .getAdvancedNetworkConfig()
        .setEnabled(true)
        .setMemberEndpointConfig(
            new ServerSocketEndpointConfig()
                .setName("member")
                .setPort(options.memberPort())
                .setPortAutoIncrement(false)
                .setReuseAddress(true)
                .setSocketConnectTimeoutSeconds(CONNECT_SECONDS));
    discovery(options, config.getAdvancedNetworkConfig().getJoin());
    config
        .setProperty("hazelcast.local.localAddress", host)
        .setProperty("hazelcast.socket.bind.any", "false")
        .setProperty("hazelcast.prefer.ipv4.stack", String.valueOf(!host.contains(":")));
    timing(options, config);
    return config;
  }

  private static void discovery(GatewayOptions options, JoinConfig join) {
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    String service = options.kubernetesService();
    if (service != null) {
      join.getKubernetesConfig().setEnabled(true).setProperty("service-dns", service);
    } else {
      join.getTcpIpConfig().setEnabled(true).setMembers(options.members());
    }
  }

  /** The gateways' timing: without it, a frozen member can make this one fail too. */
  private static void timing(GatewayOptions options, Config config) {
    config
        .setProperty("hazelcast.heartbeat.interval.seconds", String.valueOf(HEARTBEAT_SECONDS))
        .setProperty("hazelcast.max.no.heartbeat.seconds", String.valueOf(options.silentSeconds()))
        .setProperty("hazelcast.merge.first.run.delay.seconds", "8")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "5")
        .setProperty("hazelcast.wait.seconds.before.join", "0")
        .setProperty("hazelcast.max.join.seconds", "20")
        .setProperty("hazelcast.graceful.shutdown.max.wait", "5")
        .setProperty("hazelcast.operation.call.timeout.millis", "10000")
        // Vert.x leaves first, then stops the member.
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.phone.home.enabled", "false")
        // A member without data has little to do.
        .setProperty("hazelcast.io.thread.count", "1")
        .setProperty("hazelcast.operation.thread.count", "2")
        .setProperty("hazelcast.operation.generic.thread.count", "2")
        .setProperty("hazelcast.operation.response.thread.count", "1");
    config
        .getMemberAttributeConfig()
        .setAttribute("ws-gateway.timing", HEARTBEAT_SECONDS + "/" + options.silentSeconds());
  }

  /** The settings of the event bus; {@code host} is the address that other members connect to. */
  static EventBusOptions bus(GatewayOptions options, String host) {
    EventBusOptions bus =
        new EventBusOptions()
            .setHost(host)
            .setPort(options.busPort())
            .setClusterPublicHost(publicHost(options, host))
            .setConnectTimeout(CONNECT_MILLIS)
            .setClusterPingInterval(PING_MILLIS)
            .setClusterPingReplyInterval(PING_MILLIS);
    if (publicPort(options) != 0) {
      bus.setClusterPublicPort(publicPort(options));
    }
    GatewayOptions.@Nullable Tls tls = options.tls();
    if (tls != null) {
      bus.setSsl(true)
          .setKeyCertOptions(new PemKeyCertOptions().setCertPath(tls.cert()).setKeyPath(tls.key()))
          .setTrustOptions(new PemTrustOptions().addCertPath(tls.ca()))
          .setClientAuth(ClientAuth.REQUIRED)
          // Vert.x's default on the bus is true.
          .setTrustAll(false);
    }
    return bus;
  }

  private static String publicHost(GatewayOptions options, String host) {
    String given = options.clusterPublicHost();
    return given == null ? host : given;
  }

  private static int publicPort(GatewayOptions options) {
    return options.clusterPublicPort() == 0 ? options.busPort() : options.clusterPublicPort();
  }
}
