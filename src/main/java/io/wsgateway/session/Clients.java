package io.wsgateway.session;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the clients of a node by their ids. Each connection has an entry of about 40 bytes, beside
 * its session and id. Thread-safe.
 */
public final class Clients {
  private static final int RANDOM_BYTES = 16;

  private final String prefix;
  private final SecureRandom random = new SecureRandom();
  private final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
  private final ConcurrentHashMap<String, Session> sessions = new ConcurrentHashMap<>();

  /** Makes an empty registry; {@code nodeId} is this node's. */
  public Clients(String nodeId) {
    this.prefix = ClientId.prefix(nodeId);
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

  @Nullable Session find(String client) {
    return sessions.get(client);
  }

  void add(Session session) {
    sessions.put(session.self().client(), session);
  }

  void remove(Session session) {
    sessions.remove(session.self().client(), session);
  }
}
