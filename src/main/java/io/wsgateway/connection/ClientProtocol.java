package io.wsgateway.connection;

import io.wsgateway.metrics.ClientTransport;
import io.wsgateway.metrics.Protocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes a client protocol to its connections. Stateless: one object serves all connections of a
 * protocol, or of one of its encodings, on an event loop.
 */
public interface ClientProtocol {
  /** The protocol's name in the metrics. */
  Protocol name();

  /** The transport of its connections in the metrics. */
  default ClientTransport transport() {
    return ClientTransport.WEBSOCKET;
  }

  /** Returns the close code and reason to send for an end. */
  CloseEvent close(End end);

  /** Returns the metric label of an end: one of {@link #closeLabels}. */
  String closeLabel(CloseEvent event);

  /** All metric labels of ends. */
  List<String> closeLabels();

  /** Returns how many messages a WebSocket message contains, for the client's limit per second. */
  int cost(boolean text, byte[] payload);

  /** The message that makes a silent client answer; null: the transport's own ping. */
  @Nullable WireMessage ping();
}
