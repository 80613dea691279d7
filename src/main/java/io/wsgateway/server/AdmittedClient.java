package io.wsgateway.server;

import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.ConnectionListener;
import io.wsgateway.server.admission.Admission;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.Permits;
import io.wsgateway.server.admission.UpgradeRequest;
import org.jspecify.annotations.Nullable;

/**
 * Wraps a client's listener: logs and counts the beginning and the end of its connection, also for
 * its TCP peer, and releases its permits exactly once.
 */
final class AdmittedClient implements ConnectionListener {
  private final String endpoint;
  private final String user;
  private final String remote;
  private final Permits permits;
  private final Endpoint.Client client;
  private final ClientLog log;
  private final Admission admission;
  private final @Nullable PeerSockets peer;
  private boolean opened;
  private boolean closed;

  AdmittedClient(
      UpgradeRequest upgrade,
      Endpoint.Client client,
      ClientLog log,
      Admission admission,
      @Nullable PeerSockets peer) {
    this.endpoint = upgrade.endpoint().toString();
    this.user = upgrade.identity().user();
    this.remote = upgrade.client().address();
    this.permits = upgrade.permits();
    this.client = client;
    this.log = log;
    this.admission = admission;
    this.peer = peer;
  }

  @Override
  public void opened() {
    opened = true;
    admission.count(HandshakeOutcome.ACCEPTED);
    log.connected(endpoint, client.id(), user, remote);
    client.opened();
  }

  @Override
  public void message(boolean text, byte[] payload) {
    client.message(text, payload);
  }

  @Override
  public void behind(boolean behind) {
    client.behind(behind);
  }

  @Override
  public void ending() {
    client.ending();
  }

  @Override
  public void overBudget() {
    permits.overBudget();
    client.overBudget();
  }

  @Override
  public void closed(CloseEvent event) {
    if (closed) {
      return;
    }
    closed = true;
    permits.release();
    if (peer != null) {
      peer.ended(event);
    }
    if (opened) {
      log.disconnected(endpoint, client.id(), user, remote, event);
    } else {
      admission.count(HandshakeOutcome.FAILED);
    }
    client.closed(event);
  }
}
