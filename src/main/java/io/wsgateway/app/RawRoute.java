package io.wsgateway.app;

import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.Connection;
import io.wsgateway.protocol.raw.RawClient;
import io.wsgateway.protocol.raw.RawEndpoint;
import io.wsgateway.protocol.raw.RawUpgrade;
import io.wsgateway.server.Endpoint;
import io.wsgateway.server.PathPattern;
import io.wsgateway.server.UpgradeInfo;
import java.util.List;

/** A raw endpoint as the public port sees it. */
final class RawRoute implements Endpoint {
  private final RawEndpoint endpoint;
  private final PathPattern path;

  RawRoute(RawEndpoint endpoint) {
    this.endpoint = endpoint;
    this.path = PathPattern.parse(endpoint.config().path());
  }

  @Override
  public PathPattern path() {
    return path;
  }

  @Override
  public List<String> subprotocols() {
    return endpoint.config().subprotocols();
  }

  @Override
  public boolean requireSubprotocol() {
    return endpoint.config().requireSubprotocol();
  }

  @Override
  public Client open(UpgradeInfo info) {
    RawClient client =
        endpoint.open(new RawUpgrade("", info.client().address(), info.placeholders()));
    return new RawRouteClient(client);
  }

  /** Joins the two packages' views of a client. */
  private record RawRouteClient(RawClient client) implements Client {
    @Override
    public String id() {
      return client.id();
    }

    @Override
    public void attached(Connection connection) {
      client.attach(connection);
    }

    @Override
    public void opened() {
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
    public void closed(CloseEvent event) {
      client.closed(event);
    }
  }
}
