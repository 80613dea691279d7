package io.wsgateway.auth;

import io.wsgateway.auth.TokenException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Explains to a developer or operator what becomes of a token. Holds neither the token nor a key.
 *
 * @param key the algorithm and id of the key that the token was checked with; null if there is none
 * @param refusal why the token is refused, as a sentence; null if it is accepted
 * @param reason the kind of refusal; null if it is accepted
 * @param connection what it allows as a connection token; null if it is none, or refused
 * @param subscription what it allows as a subscription token; null if it is none, or refused
 */
public record TokenExplanation(
    @Nullable String key,
    @Nullable String refusal,
    @Nullable Reason reason,
    @Nullable Identity connection,
    @Nullable SubscriptionGrant subscription) {
  static TokenExplanation of(@Nullable String key, Identity connection) {
    return new TokenExplanation(key, null, null, connection, null);
  }

  static TokenExplanation of(@Nullable String key, SubscriptionGrant subscription) {
    return new TokenExplanation(key, null, null, null, subscription);
  }

  static TokenExplanation of(@Nullable String key, TokenException refusal) {
    return new TokenExplanation(key, refusal.getMessage(), refusal.reason(), null, null);
  }

  /** Whether the gateway accepts the token. */
  public boolean accepted() {
    return refusal == null;
  }
}
