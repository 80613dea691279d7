package io.wsgateway.relay;

import com.hazelcast.config.Config;
import com.hazelcast.config.ServerSocketEndpointConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import io.wsgateway.kit.BackendMember;
import io.wsgateway.kit.FreePorts;
import io.wsgateway.support.TestBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Two members on one real bus. */
final class BusPair implements AutoCloseable {
  private static final int LOOPS = 2;

  private final String name = "pair-" + UUID.randomUUID();
  private final int port = FreePorts.of(1)[0];
  private final Set<Thread> readers = ConcurrentHashMap.newKeySet();
  private final Vertx here = join(port);
  private final Vertx there = join(0);

  private final class Readers implements VertxMetrics {
    @Override
    public EventBusMetrics<?> createEventBusMetrics() {
      return new EventBusMetrics<>() {
        @Override
        public void messageRead(String address, int bytes) {
          readers.add(Thread.currentThread());
        }
      };
    }
  }

  private Vertx join(int memberPort) {
    Config config = BackendMember.recommended(name, "127.0.0.1:" + port).setLiteMember(false);
    config
        .getAdvancedNetworkConfig()
        .setMemberEndpointConfig(
            new ServerSocketEndpointConfig().setName("member").setPort(memberPort));
    return get(
        Vertx.builder()
            .with(
                new VertxOptions()
                    .setEventLoopPoolSize(LOOPS)
                    .setPreferNativeTransport(true)
                    .setBlockedThreadCheckInterval(TimeUnit.HOURS.toMillis(1))
                    .setEventBusOptions(TestBackend.bus()))
            .withMetrics(options -> new Readers())
            .withClusterManager(new HazelcastClusterManager(config))
            .buildClustered());
  }

  /** The member that sends. */
  Vertx here() {
    return here;
  }

  /** The one that receives. */
  Vertx there() {
    return there;
  }

  /** The threads of both that read what the other sent. */
  Set<Thread> readers() {
    return readers;
  }

  /** A context on each event loop of the member that receives. */
  List<Context> loops() {
    List<Context> contexts = new ArrayList<>();
    for (int i = 0; i < LOOPS; i++) {
      get(
          there.deployVerticle(
              context -> {
                contexts.add(context);
                return Future.succeededFuture();
              }));
    }
    return contexts;
  }

  /** These event loops stand still until the latch is down. */
  static CountDownLatch hold(List<Context> contexts) {
    CountDownLatch going = new CountDownLatch(1);
    CountDownLatch standing = new CountDownLatch(contexts.size());
    for (Context context : contexts) {
      context.runOnContext(
          v -> {
            standing.countDown();
            await(going);
          });
    }
    await(standing);
    return going;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    get(Future.join(there.close(), here.close()));
  }
}
