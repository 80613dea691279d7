package io.wsgateway.server;

import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses the subprotocol of a connection (RFC 6455 section 4.2.2, item 5.5). */
final class Subprotocols {
  private static final String HEADER = "Sec-WebSocket-Protocol";

  private Subprotocols() {}

  /** The first of the client's that the endpoint speaks; a header without value counts as none. */
  static @Nullable String choose(MultiMap headers, List<String> spoken) {
    for (String offered : HeaderList.items(headers, HEADER)) {
      if (spoken.contains(offered)) {
        return offered;
      }
    }
    return null;
  }

  /**
   * Leaves only the chosen one in the request, since the handshaker answers what it finds there.
   */
  static void keepOnly(MultiMap headers, @Nullable String chosen) {
    if (chosen == null) {
      headers.remove(HEADER);
    } else {
      headers.set(HEADER, chosen);
    }
  }
}
