package io.wsgateway.server;

import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.ConnectionListener;
import io.wsgateway.metrics.HandshakeMetrics;

/**
 * Stands between a connection and its client's state: logs and counts its begin and end, and gives
 * its places in the limits back exactly once.
 */
final class AdmittedClient implements ConnectionListener {
  private final String endpoint;
  private final String remote;
  private final Places places;
  private final Endpoint.Client client;
  private final ClientLog log;
  private final HandshakeMetrics metrics;
  private boolean opened;
  private boolean closed;

  AdmittedClient(Attempt attempt, Endpoint.Client client, ClientLog log, HandshakeMetrics metrics) {
    this.endpoint = attempt.endpoint().path().toString();
    this.remote = attempt.client().address();
    this.places = attempt.places();
    this.client = client;
    this.log = log;
    this.metrics = metrics;
  }

  @Override
  public void opened() {
    opened = true;
    metrics.handshake(HandshakeOutcome.ACCEPTED.label());
    log.connected(endpoint, client.id(), remote);
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
    places.overBudget();
    client.overBudget();
  }

  @Override
  public void closed(CloseEvent event) {
    if (closed) {
      return;
    }
    closed = true;
    places.release();
    if (opened) {
      log.disconnected(endpoint, client.id(), remote, event);
    } else {
      metrics.handshake(HandshakeOutcome.FAILED.label());
    }
    client.closed(event);
  }
}
