package io.wsgateway.protocol.raw;

import io.wsgateway.session.Backends;

/**
 * Sends a client's events to the backends. A client that never opened causes no event. The
 * subscription ends with the connection, so it needs no event.
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
