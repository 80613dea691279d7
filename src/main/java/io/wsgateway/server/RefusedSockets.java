package io.wsgateway.server;

import io.wsgateway.connection.ClientProtocol;
import io.wsgateway.connection.End;
import io.wsgateway.loop.Loop;
import io.wsgateway.server.admission.Admission;
import io.wsgateway.server.admission.UpgradeRequest;
import io.wsgateway.transport.WebSocketUpgrade;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Holds the WebSockets of an event loop that were accepted only to be refused with a close code.
 * {@link Admission} limits their number on a node. Belongs to that loop.
 */
final class RefusedSockets {
  private final Loop loop;
  private final WebSocketUpgrade websocket;
  private final int endSeconds;
  private final Set<RefusedSocket> held = new HashSet<>();

  /** Makes an empty set; {@code endSeconds}: how long a close may take. */
  RefusedSockets(Loop loop, WebSocketUpgrade websocket, int endSeconds) {
    this.loop = loop;
    this.websocket = websocket;
    this.endSeconds = endSeconds;
  }

  /**
   * Accepts an upgrade, to close it later.
   *
   * @param end what it is closed with
   * @param holdMillis how long to hold it, before jitter
   */
  void take(UpgradeRequest upgrade, ClientProtocol protocol, End end, int holdMillis) {
    RefusedSocket socket =
        new RefusedSocket(
            loop,
            protocol.close(end),
            upgrade.permits(),
            jittered(holdMillis),
            endSeconds,
            held::remove);
    held.add(socket);
    try {
      websocket.refuse(upgrade.request(), socket);
    } catch (RuntimeException e) {
      socket.fault(e);
      socket.gone();
      upgrade.request().connection().close();
    }
  }

  /** Closes all of them now. */
  void letGo() {
    List.copyOf(held).forEach(RefusedSocket::letGo);
  }

  /** Returns between half and one and a half times as much. */
  private static long jittered(int millis) {
    return (long) millis / 2 + ThreadLocalRandom.current().nextInt(millis + 1);
  }
}
