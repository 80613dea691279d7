package io.wsgateway.backend;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.wsgateway.backend.ClientCallFailed.Reason;
import io.wsgateway.cluster.BusAddress;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.ClientCallMetrics;
import io.wsgateway.metrics.ClientCallMetrics.Outcome;
import io.wsgateway.session.Clients;
import io.wsgateway.session.SingleClient;
import io.wsgateway.transport.BusMessage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Executes calls for single clients: here if the client is connected to this node, otherwise by
 * forwarding to the client's node, which the client's id names. Calls in flight are bounded in
 * bytes. Belongs to a loop: it is called there, and its futures complete there.
 */
public final class ClientCalls {
  private static final long FORWARD_MILLIS = TimeUnit.SECONDS.toMillis(5);

  /**
   * What all calls of a node share.
   *
   * @param prefix {@code eventBus.prefix}
   * @param messageBytes {@code limits.messageBytes}; any thread may ask
   * @param clients this node's
   * @param here reaches this node's clients
   * @param others the other nodes
   * @param inService false while this node does not reach the others; asked on the loop
   */
  public record Node(
      Vertx vertx,
      String prefix,
      IntSupplier messageBytes,
      Clients clients,
      SingleClient here,
      ClientNodes others,
      ClientCallMetrics metrics,
      BooleanSupplier inService) {}

  private final Node node;
  private final Loop loop;
  private final BusAddress addresses;
  private final InFlight inFlight;
  private final long forwardMillis;

  /** Makes it for the calls that arrive on a loop. */
  public ClientCalls(Node node, Loop loop) {
    this(node, loop, new InFlight(InFlight.MAX_BYTES), FORWARD_MILLIS);
  }

  ClientCalls(Node node, Loop loop, InFlight inFlight, long forwardMillis) {
    this.node = node;
    this.loop = loop;
    this.addresses = new BusAddress(node.prefix());
    this.inFlight = inFlight;
    this.forwardMillis = forwardMillis;
  }

  /**
   * Executes a call, whichever node the client is connected to.
   *
   * @return completes when the client's connection has it; fails with {@link ClientCallFailed}, and
   *     then nothing was sent unless that says otherwise
   */
  public Future<Void> call(ClientCall call) {
    String owner = node.clients.owns(call.client()) ? null : node.others.owner(call.client());
    return bounded(call, () -> owner == null ? here(call) : forward(owner, call))
        .onComplete(done -> node.metrics.called(call.action(), outcome(done)));
  }

  /** Executes a call that another node forwards; a client that is not connected here has left. */
  Future<Void> callHere(ClientCall call) {
    return bounded(call, () -> here(call));
  }

  private Future<Void> bounded(ClientCall call, Supplier<Future<Void>> way) {
    ClientCallFailed problem = call.problem(node.messageBytes.getAsInt());
    if (problem != null) {
      return Future.failedFuture(problem);
    }
    if (!node.inService.getAsBoolean()) {
      return failed(
          Reason.UNAVAILABLE,
          "this node was paused and does not reach the others yet; nothing was sent, try again on"
              + " another node");
    }
    if (!inFlight.enter(call.size())) {
      return failed(Reason.BACKLOG, "too many calls are in flight; nothing was sent, try again");
    }
    return way.get().onComplete(done -> inFlight.leave(call.size()));
  }

  private Future<Void> here(ClientCall call) {
    Promise<Boolean> reached = Promise.promise();
    at(call).onComplete(result -> loop.execute(() -> reached.handle(result)));
    return reached.future().compose(done -> done ? Future.succeededFuture() : gone());
  }

  private Future<Boolean> at(ClientCall call) {
    if (call instanceof ClientCall.Send send) {
      return node.here.send(send.client(), send.payload());
    }
    ClientCall.Close close = (ClientCall.Close) call;
    return node.here.disconnect(close.client(), close.code(), close.reason());
  }

  private Future<Void> forward(String owner, ClientCall call) {
    BusMessage message =
        new BusMessage(
            node.vertx,
            addresses.client(owner),
            ClientCallMessage.body(call),
            ClientCallMessage.headers(call));
    return message
        .ask(null, forwardMillis)
        .<Void>mapEmpty()
        .recover(failure -> Future.failedFuture(translate(failure)));
  }

  /** Keeps the code and the text of the other node, and translates failures of the bus. */
  private static Throwable translate(Throwable failure) {
    if (!(failure instanceof ReplyException reply)) {
      return new ClientCallFailed(
          Reason.UNAVAILABLE, "the client's node cannot be reached; nothing was sent, try again");
    }
    if (reply.failureType() == ReplyFailure.NO_HANDLERS) {
      return new ClientCallFailed(
          Reason.UNAVAILABLE,
          "the client's node is starting or stopping and accepts no calls; nothing was sent, try"
              + " again");
    }
    if (reply.failureType() == ReplyFailure.TIMEOUT) {
      return new ClientCallFailed(
          Reason.TIMEOUT,
          "the client's node did not answer in time: the client may have received it");
    }
    return Reason.of(reply.failureCode())
        .<Throwable>map(reason -> new ClientCallFailed(reason, String.valueOf(reply.getMessage())))
        .orElse(failure);
  }

  private static Outcome outcome(AsyncResult<Void> done) {
    if (done.succeeded()) {
      return Outcome.DONE;
    }
    return done.cause() instanceof ClientCallFailed failed
        ? failed.reason().outcome()
        : Outcome.UNAVAILABLE;
  }

  private static Future<Void> gone() {
    return failed(Reason.GONE, "no connected client has this id");
  }

  private static Future<Void> failed(Reason reason, String explanation) {
    return Future.failedFuture(new ClientCallFailed(reason, explanation));
  }
}
