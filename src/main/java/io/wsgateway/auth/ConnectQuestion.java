package io.wsgateway.auth;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Describes a client to the backend that decides whether it may connect.
 *
 * @param endpoint the endpoint's path as configured
 * @param path the path of its request as received, without the query
 * @param channel what the client would be subscribed to; empty if that depends on its user
 * @param client the id that the client will have if it is the one that asks
 * @param transport {@code websocket}, {@code sse}, {@code poll} or {@code http} (one message by
 *     POST)
 * @param remote its address
 * @param countKey the key of limits per address; empty: none applies, because the address may be a
 *     load balancer's
 * @param headers its headers that the backend is to see, in order; they hold secrets
 */
public record ConnectQuestion(
    String endpoint,
    String path,
    String channel,
    String client,
    String transport,
    String remote,
    String countKey,
    List<Header> headers) {
  /** A header line. */
  public record Header(String name, String value) {
    /** Headers that do not tell one user from another. */
    private static final Set<String> NO_CREDENTIALS =
        Set.of(
            "origin",
            "user-agent",
            "accept-language",
            "referer",
            "host",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-real-ip");

    /** Returns whether it may tell one user from another. */
    public boolean isCredential() {
      return !NO_CREDENTIALS.contains(name.toLowerCase(Locale.ROOT));
    }

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
