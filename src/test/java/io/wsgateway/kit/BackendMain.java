package io.wsgateway.kit;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/**
 * A backend in a process of its own, to be frozen: answers what clients send, and prints how many
 * members it sees and whether a gateway answers it. Arguments: {@code recommended} or {@code
 * plain}, the cluster's name, its members.
 */
final class BackendMain {
  private static final long SECOND = 1000;

  private BackendMain() {}

  public static void main(String[] arguments) {
    Config config =
        arguments[0].equals("plain")
            ? BackendMember.plain(arguments[1], arguments[2])
            : BackendMember.recommended(arguments[1], arguments[2]);
    HazelcastClusterManager manager = new HazelcastClusterManager(config);
    EventBusOptions bus = new EventBusOptions().setHost("127.0.0.1").setConnectTimeout(3000);
    Vertx.builder()
        .with(new VertxOptions().setEventLoopPoolSize(1).setEventBusOptions(bus))
        .withClusterManager(manager)
        .buildClustered()
        .onSuccess(vertx -> serve(vertx, manager))
        .onFailure(
            failure -> {
              System.out.println("not joined: " + failure);
              System.exit(1);
            });
  }

  private static void serve(Vertx vertx, HazelcastClusterManager manager) {
    vertx
        .eventBus()
        .consumer("gateway.inbound", question -> question.reply("re: " + question.body()))
        .completion()
        .onSuccess(registered -> vertx.setPeriodic(SECOND, t -> tell(vertx, manager)));
  }

  private static void tell(Vertx vertx, HazelcastClusterManager manager) {
    HazelcastInstance hazelcast = manager.getHazelcastInstance();
    int members = hazelcast.getCluster().getMembers().size();
    vertx
        .eventBus()
        .request("gateway.broadcast", "tick")
        .onComplete(
            answer ->
                System.out.println("members " + members + ", answered " + answer.succeeded()));
  }
}
