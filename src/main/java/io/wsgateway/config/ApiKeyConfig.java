package io.wsgateway.config;

import java.util.List;

/** One key of the HTTP API. */
public record ApiKeyConfig(
    @Key(
            value = "The key's name in logs.",
            pattern = "[A-Za-z0-9._-]{1,64}",
            allowed = "1 to 64 letters, digits, '.', '_' or '-'")
        String name,
    @Key(
            value = "The key itself, at least 32 bytes, or file:PATH.",
            allowed = "at least 32 bytes of visible ASCII")
        Secret key,
    @Key("What the key may do.") List<ApiScope> scopes) {
  /** What an API key may do. */
  public enum ApiScope {
    /** Publish and broadcast. */
    PUBLISH,
    /** Read history, presence and info. */
    READ,
    /** Disconnect, unsubscribe and drain. */
    MANAGE
  }
}
