package io.wsgateway.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.spi.cluster.NodeInfo;
import io.wsgateway.config.EventBusConfig;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Connects like the event bus, with its certificate, and sends the bus's own ping: every release
 * answers it without passing it on to a consumer. Only the answer shows that the other side accepts
 * our certificate: with TLS 1.3 the handshake ends for the client before the server has verified
 * it.
 */
final class VertxBusCheck implements BusCheck {
  private static final int STEP_MILLIS = (int) TimeUnit.SECONDS.toMillis(3);
  private static final long WHOLE_MILLIS = TimeUnit.SECONDS.toMillis(4);
  private static final byte WIRE_VERSION = 2;
  private static final byte PING_CODEC = 1;

  private final Function<String, Future<NodeInfo>> addresses;
  private final NetClient client;
  private final Buffer ping;

  /**
   * Makes checks on behalf of the node with this id.
   *
   * @param addresses finds where a node's event bus is, by its id
   */
  VertxBusCheck(
      Vertx vertx,
      String nodeId,
      EventBusConfig bus,
      Function<String, Future<NodeInfo>> addresses) {
    this.addresses = addresses;
    this.ping = ping(nodeId);
    this.client =
        vertx.createNetClient(
            new NetClientOptions(BusSettings.of(bus).toJson())
                .setConnectTimeout(STEP_MILLIS)
                .setSslHandshakeTimeout(STEP_MILLIS)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS));
  }

  @Override
  public Future<Result> check(Node node) {
    return addresses
        .apply(node.id())
        // The member that holds the entry may be frozen.
        .timeout(WHOLE_MILLIS, TimeUnit.MILLISECONDS)
        .compose(this::contact)
        .otherwise(failure -> new Result("", failure));
  }

  private Future<Result> contact(NodeInfo to) {
    String address = to.host() + ":" + to.port();
    return answer(to)
        .map(answered -> new Result(address, null))
        .otherwise(failure -> new Result(address, failure));
  }

  private Future<Void> answer(NodeInfo to) {
    Promise<Void> answered = Promise.promise();
    // One time-out for the result and for the end of the socket: with two, on two event loops, the
    // socket might be closed first, and its end would be taken for the answer.
    Future<Void> result = answered.future().timeout(WHOLE_MILLIS, TimeUnit.MILLISECONDS);
    client
        .connect(to.port(), to.host())
        .onFailure(answered::tryFail)
        .onSuccess(
            socket -> {
              ask(socket, answered);
              result.onComplete(over -> socket.close());
            });
    return result;
  }

  private void ask(NetSocket socket, Promise<Void> answered) {
    socket.exceptionHandler(answered::tryFail);
    socket.closeHandler(v -> answered.tryFail(new ClosedChannelException()));
    socket.handler(pong -> answered.tryComplete());
    socket.write(ping);
  }

  /** Builds a message of the event bus as {@code OutboundConnection} writes it. */
  private static Buffer ping(String sender) {
    Buffer message =
        Buffer.buffer().appendByte(WIRE_VERSION).appendByte(PING_CODEC).appendByte((byte) 0);
    append("__vertx_ping", message);
    message.appendInt(0); // no address for a reply
    append(sender, message);
    message.appendInt(Integer.BYTES); // no headers: the length of this number
    return Buffer.buffer().appendInt(message.length()).appendBuffer(message);
  }

  private static void append(String text, Buffer to) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    to.appendInt(bytes.length).appendBytes(bytes);
  }
}
