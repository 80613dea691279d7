package io.wsgateway.connection;

import io.wsgateway.metrics.Protocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has to know of the protocol that its messages belong to. Stateless: one object
 * for all connections of a protocol, or of one of its encodings, on an event loop.
 */
public interface ClientProtocol {
  /** Its name in the meters. */
  Protocol name();

  /** The code and the text that tell a client of an end, as they are sent. */
  CloseEvent close(End end);

  /** The label of an end for the meters: one of {@link #closeLabels}. */
  String closeLabel(CloseEvent event);

  /** All labels of ends. */
  List<String> closeLabels();

  /** How many of the client's messages per second a message counts for: what is in it. */
  int cost(boolean text, byte[] payload);

  /** What asks a silent client to say something; null: the transport's own ping. */
  @Nullable WireMessage ping();
}
