package io.wsgateway.backend;

import io.vertx.core.eventbus.DeliveryOptions;

/** The headers of a reply to a backend. */
final class ReplyHeaders {
  private ReplyHeaders() {}

  /** Returns the header with the number of unconfirmed nodes; no header if all have confirmed. */
  static DeliveryOptions of(int unconfirmed) {
    DeliveryOptions options = new DeliveryOptions();
    return unconfirmed == 0
        ? options
        : options.addHeader("unconfirmed", String.valueOf(unconfirmed));
  }
}
