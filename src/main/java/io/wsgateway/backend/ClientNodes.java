package io.wsgateway.backend;

import io.wsgateway.cluster.Node;
import io.wsgateway.session.ClientId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the gateway node that owns a client, by the prefix of the client's id. Changed on one loop,
 * read on any.
 */
public final class ClientNodes {
  private volatile Map<String, String> nodes = Map.of();

  /** Notes that a node joined. */
  public void joined(Node node) {
    Map<String, String> now = new HashMap<>(nodes);
    now.put(ClientId.prefix(node.id()), node.id());
    nodes = now;
  }

  /** Notes that a node left, and its clients with it. */
  public void left(Node node) {
    Map<String, String> now = new HashMap<>(nodes);
    now.remove(ClientId.prefix(node.id()), node.id());
    nodes = now;
  }

  /** The id of the node that owns a client; null if there is none. */
  @Nullable String owner(String client) {
    return nodes.get(ClientId.prefixOf(client));
  }
}
