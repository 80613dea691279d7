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
  static final String HEADER = "Sec-WebSocket-Protocol";

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
   * Returns what {@link #choose(MultiMap)} does for a client that may offer a token: {@code bearer}
   * and the token after it are not subprotocols.
   */
  @Nullable String chooseBesideToken(MultiMap headers) {
    List<String> offered = HeaderList.items(headers, HEADER);
    for (int i = 0; i < offered.size(); i++) {
      if (offered.get(i).equals(HandedToken.BEARER)) {
        i++;
      } else if (spoken.contains(offered.get(i))) {
        return offered.get(i);
      }
    }
    return null;
  }

  /** Returns whether a client offers {@code bearer}, before a token or by itself. */
  static boolean offersToken(MultiMap headers) {
    return HeaderList.items(headers, HEADER).contains(HandedToken.BEARER);
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
