package io.wsgateway.protocol.raw;

import io.wsgateway.session.Backends;

/**
 * What backends are told of a client's life. One that never opened makes no event. Its subscription
 * ends with the connection, which needs no event of its own.
 */
final class ClientEvents {
  private final Backends backends;
  private final Backends.Sender sender;
  private boolean told;

  ClientEvents(Backends backends, Backends.Sender sender) {
    this.backends = backends;
    this.sender = sender;
  }

  void opened() {
    told = true;
    backends.event(Backends.Event.CONNECTED, sender, 0);
    backends.event(Backends.Event.SUBSCRIBED, sender, 0);
  }

  void closed(int code) {
    if (told) {
      backends.event(Backends.Event.DISCONNECTED, sender, code);
    }
  }
}
