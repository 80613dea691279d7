package io.wsgateway.session;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.channel.Payload;
import io.wsgateway.fanout.Upstream;
import java.util.function.Predicate;

/**
 * Reaches one client of this node, whatever it is subscribed to. Thread-safe; what is called first
 * on one thread comes first.
 *
 * <p>A call comes behind all publications of the client's channels that this node's relay has taken
 * before it: like them it passes the relay's loop and then the client's, and there it waits until
 * what the hub has queued for the client's channels is delivered. Only a value that a channel with
 * {@code minIntervalMillis} holds back may come later.
 *
 * <p>Futures complete on the client's loop. Whoever calls bounds how much waits.
 */
public final class SingleClient {
  private final Clients clients;
  private final Upstream relay;

  /** Of a node. */
  public SingleClient(Clients clients, Upstream relay) {
    this.clients = clients;
    this.relay = relay;
  }

  /** Sends to a client; false if it is gone. */
  public Future<Boolean> send(String client, Payload payload) {
    return call(client, session -> session.send(payload));
  }

  /** Closes a client with a code of its protocol; false if it is gone. */
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
    } catch (Throwable e) { // what follows for this client has its turn
      reached.tryFail(e);
    }
  }
}
