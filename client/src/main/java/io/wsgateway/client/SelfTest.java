package io.wsgateway.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tests the event bus in both directions: it asks a gateway, which answers on a connection of its
 * own to this backend. If no answer arrives, a plain connection shows which direction fails.
 */
final class SelfTest {
  private static final int CONNECT_MILLIS = 2000;

  private final String prefix;
  private final long answerMillis;

  /** The result of a test. */
  sealed interface Result {}

  /** The event bus works. */
  record Works() implements Result {}

  /** The node does not accept calls yet. */
  record NotReady() implements Result {}

  /** The event bus does not work; the sentence says why and how to fix it. */
  record Fails(String sentence) implements Result {}

  SelfTest(String prefix, long answerMillis) {
    this.prefix = prefix;
    this.answerMillis = answerMillis;
  }

  /** Never fails, and ends in a few seconds. */
  Future<Result> run(Bus bus, GatewayNode node) {
    Promise<Result> done = Promise.promise();
    DeliveryOptions options =
        new DeliveryOptions().addHeader("ping", "self-test").setSendTimeout(answerMillis);
    bus.request(prefix + ".publish." + node.id(), new JsonObject(), options)
        .onSuccess(pong -> done.tryComplete(new Works()))
        .onFailure(
            failure -> {
              if (Failures.isNobody(failure)) {
                done.tryComplete(new NotReady());
              } else if (Failures.code(failure) != 0) {
                // A refusal is an answer too.
                done.tryComplete(new Works());
              } else {
                explain(bus, node, done);
              }
            });
    return done.future();
  }

  /** Connecting blocks, so it runs on a thread of its own. */
  private void explain(Bus bus, GatewayNode node, Promise<Result> done) {
    Threads.start(() -> done.tryComplete(new Fails(sentence(bus, node))));
  }

  private String sentence(Bus bus, GatewayNode node) {
    InetSocketAddress address = address(bus, node);
    if (address == null) {
      return "gateway "
          + node.name()
          + " does not answer, and the address of its event bus is unknown";
    }
    String there = address.getHostString() + ":" + address.getPort();
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.getHostString(), address.getPort()), CONNECT_MILLIS);
    } catch (IOException e) {
      return "the event bus of gateway %s at %s cannot be reached (%s): open this port to backends, or set eventBus.host of the gateway to an address that can be reached from here"
          .formatted(node.name(), there, e.getMessage());
    }
    return "the event bus of gateway %s at %s can be reached, but its answer does not reach this backend at %s: set clusterPublicHost (and clusterPublicPort) to an address at which the gateway reaches this backend, open that port, and have TLS on both sides or on neither"
        .formatted(node.name(), there, bus.ownAddress());
  }

  private static @Nullable InetSocketAddress address(Bus bus, GatewayNode node) {
    try {
      return bus.address(node.id())
          .toCompletableFuture()
          .get(CONNECT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (Exception e) {
      return null;
    }
  }
}
