package io.wsgateway.config;

/** What an API key may do. */
public enum ApiScope {
  /** Publish and broadcast. */
  PUBLISH,
  /** Read history, presence and info. */
  READ,
  /** Disconnect, unsubscribe and drain. */
  MANAGE
}
