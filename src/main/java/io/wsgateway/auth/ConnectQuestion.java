package io.wsgateway.auth;

import java.util.List;

/**
 * Describes a client to the backend that decides whether it may connect.
 *
 * @param endpoint the endpoint's path as configured
 * @param channel what the client would be subscribed to; empty if that depends on its user
 * @param client the id that the client will have if it is the one that asks
 * @param transport {@code websocket}, {@code sse} or {@code http} (one message by POST)
 * @param remote its address
 * @param headers its headers that the backend is to see, in order; they hold secrets
 */
public record ConnectQuestion(
    String endpoint,
    String channel,
    String client,
    String transport,
    String remote,
    List<Header> headers) {
  /** A header line. */
  public record Header(String name, String value) {
    /** Does not show what is secret. */
    @Override
    public String toString() {
      return "Header[name=" + name + "]";
    }
  }

  /** Does not show what is secret. */
  @Override
  public String toString() {
    return "ConnectQuestion[endpoint=" + endpoint + "]";
  }
}
