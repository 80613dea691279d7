package io.wsgateway.client;

import com.hazelcast.instance.BuildInfoProvider;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.wsgateway.client.GatewayException.Reason;
import java.io.IOException;

/** Joins with Vert.x and Hazelcast; each attempt has a Vert.x instance of its own. */
final class ClusterJoiner implements Joiner {
  /** Members of other minor versions of Hazelcast cannot join. */
  private static final String HAZELCAST = "5.7";

  /** Only the bus runs on them, and handlers that were set outside of Vert.x. */
  private static final int EVENT_LOOPS = 2;

  private final GatewayOptions options;
  private final Discovery discovery;

  ClusterJoiner(GatewayOptions options) {
    this.options = options;
    this.discovery = new Discovery(options);
  }

  /**
   * Checks the Hazelcast version on the class path: a member of another version would hang.
   *
   * @throws GatewayException if it cannot
   */
  static void checkVersion() {
    checkVersion(BuildInfoProvider.getBuildInfo().getVersion());
  }

  static void checkVersion(String version) {
    if (!version.equals(HAZELCAST) && !version.startsWith(HAZELCAST + ".")) {
      throw new GatewayException(
          Reason.WRONG_VERSION,
          "Hazelcast "
              + version
              + " is on the class path, but the gateways' cluster accepts only "
              + HAZELCAST
              + ": pin com.hazelcast:hazelcast:5.7.0 in this project's pom.xml or build.gradle"
              + " (docs/backends.md, How to join)");
    }
  }

  @Override
  public Future<Bus> join() {
    Promise<Bus> joined = Promise.promise();
    // Looking for a gateway blocks, so it runs on a thread of its own.
    Threads.start(() -> attempt(joined));
    return joined.future();
  }

  private String notTaken(Throwable failure) {
    return "a gateway is reached, but this backend is not in its cluster; is cluster.name of the gateway \"%s\"? (%s)"
        .formatted(options.cluster(), failure.getMessage());
  }

  private void attempt(Promise<Bus> joined) {
    try {
      options.checkFiles();
      String reachedFrom = discovery.reach();
      String given = options.host();
      build(given == null ? reachedFrom : given, joined);
    } catch (IOException | RuntimeException | Error e) {
      joined.tryFail(e);
    }
  }

  private void build(String host, Promise<Bus> joined) {
    EventBusOptions bus = MemberConfig.bus(options, host);
    LiteClusterManager manager = new LiteClusterManager(MemberConfig.member(options, host));
    Vertx.builder()
        .with(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS).setEventBusOptions(bus))
        .withClusterManager(manager)
        .buildClustered()
        .onSuccess(vertx -> joined.tryComplete(new ClusterBus(vertx, manager)))
        .onFailure(failure -> joined.tryFail(new IOException(notTaken(failure), failure)));
  }
}
