package io.wsgateway.server;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether a client could connect. It stands for a well-formed upgrade request.
 *
 * @param path as a client would send it
 * @param query as a client would send it, without {@code ?}
 * @param headers as they would reach this node; without {@code Host}, a host that is served is
 *     assumed
 * @param remote the other end of the TCP connection; empty: the limits per address are not asked
 * @param user instead of a token: the user of a valid one; null: the headers or the query have the
 *     token, if there is one
 */
public record UpgradeQuestion(
    String path, String query, MultiMap headers, String remote, @Nullable String user) {
  /** Does not show what is secret. */
  @Override
  public String toString() {
    return "UpgradeQuestion[path=" + path + "]";
  }
}
