package io.wsgateway.protocol.raw;

import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.EndpointConfig.OnMessage;
import io.wsgateway.session.Rights;

/**
 * The rights of an endpoint's clients: to subscribe to its channel, and with {@code publish} to
 * publish.
 */
record RawGrant(String channel, EndpointConfig endpoint) implements Rights {
  @Override
  public boolean allows(Action action, String asked) {
    return asked.equals(channel)
        && (action == Action.SUBSCRIBE || endpoint.onMessage() == OnMessage.PUBLISH);
  }
}
