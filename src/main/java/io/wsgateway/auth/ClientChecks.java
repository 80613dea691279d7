package io.wsgateway.auth;

import java.util.List;

/**
 * What decides about the clients of endpoints that ask for credentials.
 *
 * @param tokens checks tokens
 * @param hook asks a backend
 * @param headers the names of the headers that the backend is to see
 */
public record ClientChecks(Tokens tokens, ConnectHook hook, List<String> headers) {
  /** Makes those of endpoints that ask for tokens at most. */
  public static ClientChecks of(Tokens tokens) {
    return new ClientChecks(tokens, ConnectHook.NONE, List.of());
  }
}
