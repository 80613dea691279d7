package io.wsgateway.session;

import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the clients of a node by their ids and their users, and keeps out blocked users: a client
 * is closed if its user is blocked when it is registered, or later. Each connection has an entry of
 * about 40 bytes, beside its session and id. Thread-safe.
 */
public final class Clients {
  private static final int RANDOM_BYTES = 16;

  private final String prefix;
  private final SecureRandom random = new SecureRandom();
  private final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
  private final ConcurrentHashMap<String, Session> sessions = new ConcurrentHashMap<>();

  private final UserClients users = new UserClients();
  private final Predicate<String> blocked;
  private final Runnable closedByBlock;

  /** Makes an empty registry that blocks nobody; {@code nodeId} is this node's. */
  public Clients(String nodeId) {
    this(nodeId, user -> false, () -> {});
  }

  /**
   * Makes an empty registry.
   *
   * @param nodeId this node's
   * @param blocked whether a user is blocked; any thread calls it
   * @param closedByBlock counts a client that is closed because of that; any thread calls it
   */
  public Clients(String nodeId, Predicate<String> blocked, Runnable closedByBlock) {
    this.prefix = ClientId.prefix(nodeId);
    this.blocked = blocked;
    this.closedByBlock = closedByBlock;
  }

  /** Makes a random id for another client of this node. */
  public String draw() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return ClientId.of(prefix, encoder.encodeToString(bytes));
  }

  /** Returns whether a client with that id is or was connected to this node. */
  public boolean owns(String client) {
    return ClientId.prefixOf(client).equals(prefix);
  }

  /** Returns whether a user may not connect now. */
  public boolean isBlocked(String user) {
    return blocked.test(user);
  }

  /**
   * Closes the clients of a user that has been blocked; completes when each of their loops has
   * begun to. A client that registers meanwhile is closed as well.
   */
  public Future<Void> closeBlocked(String user) {
    return all(users.of(user).stream().map(this::block).toList());
  }

  /**
   * Closes a user's clients, each after what has been queued for it; completes when each of their
   * loops has begun to.
   *
   * @param client one of them; empty: all
   * @param code a code of their protocol
   */
  public Future<Void> close(String user, String client, int code, String reason) {
    return all(
        users.of(user).stream()
            .filter(session -> client.isEmpty() || session.self().client().equals(client))
            .map(session -> session.disconnectLater(code, reason))
            .toList());
  }

  private static Future<Void> all(List<Future<Void>> closes) {
    return Future.join(closes).mapEmpty();
  }

  private Future<Void> block(Session session) {
    return session.blockLater(closedByBlock);
  }

  @Nullable Session find(String client) {
    return sessions.get(client);
  }

  void add(Session session) {
    sessions.put(session.self().client(), session);
    String user = session.self().user();
    if (!user.isEmpty()) {
      users.add(user, session);
      // After it can be found: a block between the check of its upgrade and now found no client.
      if (isBlocked(user)) {
        block(session);
      }
    }
  }

  void remove(Session session) {
    sessions.remove(session.self().client(), session);
    users.remove(session.self().user(), session);
  }
}
