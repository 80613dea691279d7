package io.wsgateway.server;

import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.ConnectionListener;
import io.wsgateway.server.admission.Admission;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.UpgradeRequest;
import io.wsgateway.transport.TcpConnection;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens clients whose requests have passed the checks, and refuses the others, whatever carries
 * their messages. Belongs to one event loop.
 */
final class Entrance {
  private static final Logger log = LoggerFactory.getLogger(Entrance.class);

  private final Admission admission;
  private final ClientLog clientLog;
  private final ProxyReloads reloads;

  Entrance(Admission admission, ClientLog clientLog, ProxyReloads reloads) {
    this.admission = admission;
    this.clientLog = clientLog;
    this.reloads = reloads;
  }

  /**
   * Opens a client at its endpoint.
   *
   * @param pipe answers the request, and returns the connection, which is still opening
   */
  void accept(
      UpgradeRequest asked,
      EndpointTable.Match match,
      Function<ConnectionListener, Connection> pipe) {
    Endpoint.Client client;
    try {
      client = match.endpoint().open(UpgradeInfo.of(asked, match.placeholders()));
    } catch (RuntimeException e) {
      failed(asked, e);
      return;
    }
    PeerSockets peer = reloads.opened(TcpConnection.of(asked.request().connection()).peer());
    AdmittedClient admitted = new AdmittedClient(asked, client, clientLog, admission, peer);
    try {
      client.attached(pipe.apply(admitted));
    } catch (RuntimeException e) {
      tell(e);
      admitted.closed(new CloseEvent(CloseEvent.ABNORMAL, "", false));
      asked.request().connection().close();
    }
  }

  /** Refuses a client because the gateway failed. */
  void failed(UpgradeRequest asked, Throwable cause) {
    tell(cause);
    refuse(asked, HandshakeOutcome.FAILED);
  }

  private static void tell(Throwable cause) {
    log.atError()
        .addKeyValue("event", "upgrade.failed")
        .setCause(cause)
        .log("opening a client failed");
  }

  /** Refuses a client by the status; its TCP connection ends. */
  void refuse(UpgradeRequest asked, HandshakeOutcome outcome) {
    asked.permits().release();
    admission.count(outcome);
    // A client may disconnect while its request is being checked.
    if (!asked.request().response().closed()) {
      ErrorResponse.send(asked.request(), outcome);
    }
  }
}
