package io.wsgateway.session;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.channel.Payload;
import io.wsgateway.fanout.Upstream;
import java.util.function.Predicate;

/**
 * Sends to one client of this node, whatever it is subscribed to. Thread-safe; calls from one
 * thread keep their order.
 *
 * <p>A call takes effect after all publications of the client's channels that this node's relay has
 * accepted before it. Like them it passes the relay's loop and then the client's, where it waits
 * until everything that the hub has queued for the client's channels is delivered. Only a value
 * that a channel with {@code minIntervalMillis} holds back may arrive later.
 *
 * <p>Futures complete on the client's loop. The caller must limit how many calls are pending.
 */
public final class SingleClient {
  private final Clients clients;
  private final Upstream relay;

  /** Makes one for a node. */
  public SingleClient(Clients clients, Upstream relay) {
    this.clients = clients;
    this.relay = relay;
  }

  /** Sends to a client; false if it has disconnected. */
  public Future<Boolean> send(String client, Payload payload) {
    return call(client, session -> session.send(payload));
  }

  /** Closes a client with a code of its protocol; false if it has disconnected. */
  public Future<Boolean> disconnect(String client, int code, String reason) {
    return call(client, session -> session.disconnect(code, reason));
  }

  private Future<Boolean> call(String client, Predicate<Session> action) {
    Session session = clients.find(client);
    if (session == null) {
      return Future.succeededFuture(false);
    }
    Promise<Boolean> reached = Promise.promise();
    relay.fence(() -> session.execute(() -> act(session, action, reached)));
    return reached.future();
  }

  private static void act(Session session, Predicate<Session> action, Promise<Boolean> reached) {
    try {
      reached.complete(action.test(session));
    } catch (Throwable e) { // later calls for this client still run
      reached.tryFail(e);
    }
  }
}
