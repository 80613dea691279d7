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
 * Tries the event bus in both directions: a gateway is asked, and it answers on a connection of its
 * own to this backend. When no answer comes, a plain connection tells which direction it is.
 */
final class SelfTest {
  private static final int CONNECT_MILLIS = 2000;

  private final String prefix;
  private final long answerMillis;

  /** What came of it. */
  sealed interface Result {}

  /** It works. */
  record Works() implements Result {}

  /** The node does not take calls yet. */
  record NotReady() implements Result {}

  /** It does not work; the sentence says why and what helps. */
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
                // A refusal is an answer, too.
                done.tryComplete(new Works());
              } else {
                explain(bus, node, done);
              }
            });
    return done.future();
  }

  /** Connecting blocks: a thread that ends with it. */
  private void explain(Bus bus, GatewayNode node, Promise<Result> done) {
    Threads.start(() -> done.tryComplete(new Fails(sentence(bus, node))));
  }

  private String sentence(Bus bus, GatewayNode node) {
    InetSocketAddress address = address(bus, node);
    if (address == null) {
      return "gateway "
          + node.name()
          + " does not answer, and where its event bus is, is not known";
    }
    String there = address.getHostString() + ":" + address.getPort();
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.getHostString(), address.getPort()), CONNECT_MILLIS);
    } catch (IOException e) {
      return "the event bus of gateway %s at %s is not reached (%s): open this port to backends, or set eventBus.host of the gateway to an address that is reached from here"
          .formatted(node.name(), there, e.getMessage());
    }
    return "the event bus of gateway %s at %s is reached, but its answer does not reach this backend at %s: set clusterPublicHost (and clusterPublicPort) to where the gateway reaches this backend, open that port, and have TLS on both sides or on neither"
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
