package io.wsgateway.backend;

import io.vertx.core.eventbus.DeliveryOptions;

/** What a reply to a backend says beside its body. */
final class ReplyHeaders {
  private ReplyHeaders() {}

  /** That so many nodes have not confirmed; nothing if all have. */
  static DeliveryOptions of(int unconfirmed) {
    DeliveryOptions options = new DeliveryOptions();
    return unconfirmed == 0
        ? options
        : options.addHeader("unconfirmed", String.valueOf(unconfirmed));
  }
}
