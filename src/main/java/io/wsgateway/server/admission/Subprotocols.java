package io.wsgateway.server.admission;

import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The subprotocols of an endpoint (RFC 6455 section 4.2.2, item 5.5).
 *
 * @param spoken the supported ones; the first of the client's that is among them is selected
 * @param required whether a client that offers none of them is refused
 */
public record Subprotocols(List<String> spoken, boolean required) {
  private static final String HEADER = "Sec-WebSocket-Protocol";

  /** Returns the selected subprotocol; null for none. A header without value counts as none. */
  @Nullable String choose(MultiMap headers) {
    for (String offered : HeaderList.items(headers, HEADER)) {
      if (spoken.contains(offered)) {
        return offered;
      }
    }
    return null;
  }

  /**
   * Leaves only the chosen one in the request, because the handshaker returns what it finds there.
   */
  public static void keepOnly(MultiMap headers, @Nullable String chosen) {
    if (chosen == null) {
      headers.remove(HEADER);
    } else {
      headers.set(HEADER, chosen);
    }
  }
}
