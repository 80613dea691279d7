package io.wsgateway.server;

import io.wsgateway.connection.ClientProtocol;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.ConnectionListener;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.loop.Loop;
import io.wsgateway.server.admission.PathPattern;
import io.wsgateway.server.admission.Subprotocols;
import io.wsgateway.server.admission.UpgradeCheck;
import java.util.List;

/** A path where WebSocket clients connect, as one event loop sees it. Belongs to that loop. */
public interface Endpoint {
  /** Where it is. */
  PathPattern path();

  /** What its clients speak. */
  ClientProtocol protocol();

  /** The subprotocols it speaks. */
  Subprotocols subprotocols();

  /**
   * Checks of its own that an upgrade has to pass last, in this order; they may take their time.
   */
  default List<UpgradeCheck> checks() {
    return List.of();
  }

  /** All checks were passed: makes the client's state; its connection follows at once. */
  Client open(UpgradeInfo info);

  /** A client: its listener learns its connection before {@code opened}. */
  interface Client extends ConnectionListener {
    /** Its id, as backends know it. */
    String id();

    /** The connection, still opening: what is sent now goes out after the upgrade. */
    void attached(Connection connection);
  }

  /** Makes a loop's endpoints, and with them what else the loop needs, such as its hub. */
  interface Factory {
    /** Called once per loop, on it, before the port is open. */
    List<Endpoint> create(Loop loop, ConnectionLoop connections);
  }
}
