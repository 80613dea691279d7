package io.wsgateway.server;

import io.vertx.core.Future;
import io.wsgateway.connection.ClientProtocol;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.ConnectionListener;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.loop.Loop;
import io.wsgateway.server.admission.Credentials;
import io.wsgateway.server.admission.PathPattern;
import io.wsgateway.server.admission.Subprotocols;
import io.wsgateway.server.admission.UpgradeCheck;
import io.wsgateway.server.admission.UpgradeRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A path where WebSocket clients connect, as one event loop sees it. Belongs to that loop. */
public interface Endpoint {
  /** The path at which clients connect. */
  PathPattern path();

  /** The protocol of its clients. */
  ClientProtocol protocol();

  /** The protocol of its clients with server-sent events; null if clients cannot use HTTP. */
  default @Nullable ClientProtocol streams() {
    return null;
  }

  /** The protocol of its clients that poll; null if clients cannot poll. */
  default @Nullable ClientProtocol polls() {
    return null;
  }

  /** The subprotocols that it supports. */
  Subprotocols subprotocols();

  /** The credentials that its clients need; checked before its own checks. */
  default Credentials credentials() {
    return Credentials.NONE;
  }

  /** What the checks of an upgrade need to know of it. */
  default UpgradeRequest.Door door() {
    return new UpgradeRequest.Door(path(), subprotocols(), credentials());
  }

  /** What a client may do that has passed all checks; null if it depends on what it asks for. */
  default @Nullable Grant grant(UpgradeInfo info) {
    return null;
  }

  /**
   * What a client may do without asking.
   *
   * @param channel what it is subscribed to
   * @param publishes whether its messages are published to the channel
   */
  record Grant(String channel, boolean publishes) {}

  /**
   * The endpoint's own checks. They run after all others, in this order, and may be asynchronous.
   */
  default List<UpgradeCheck> checks() {
    return List.of();
  }

  /**
   * Handles a message that came by POST, after all checks have passed.
   *
   * @param sender the client
   * @param text whether it is text (then the bytes are valid UTF-8)
   * @return the answer, on this loop
   */
  default Future<PostAnswer> post(UpgradeInfo sender, boolean text, byte[] message) {
    return Future.failedFuture("this endpoint takes no messages by POST");
  }

  /** Makes a client's state after all checks have passed; its connection follows at once. */
  Client open(UpgradeInfo info);

  /** A client of the endpoint; {@code attached} is called before {@code opened}. */
  interface Client extends ConnectionListener {
    /** The id by which backends know it. */
    String id();

    /** Sets the connection, which is still opening: messages sent now go out after the upgrade. */
    void attached(Connection connection);
  }

  /** Makes a loop's endpoints, and with them what else the loop needs, such as its hub. */
  interface Factory {
    /** Called once per loop, on it, before the port is open. */
    List<Endpoint> create(Loop loop, ConnectionLoop connections);
  }
}
