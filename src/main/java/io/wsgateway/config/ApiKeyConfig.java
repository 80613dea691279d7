package io.wsgateway.config;

import java.util.List;

/** Configures one key of the HTTP API. */
public record ApiKeyConfig(
    @Key(
            value = "The name of the key in log lines.",
            pattern = "[A-Za-z0-9._-]{1,64}",
            allowed = "1 to 64 letters, digits, '.', '_' or '-'")
        String name,
    @Key(
            value = "The key, at least 32 bytes, or file:PATH.",
            allowed = "at least 32 bytes of visible ASCII")
        Secret key,
    @Key("Which API methods the key may call.") List<ApiScope> scopes,
    @Key(
            value =
                "The channels that the key may use: exact names, or prefixes with a trailing `*`. Empty: all channels. With a list, the key may call only methods that name their channels.",
            allowed = "a channel name, or the beginning of one and *")
        List<String> channels) {
  /** The API methods that a key may call. */
  public enum ApiScope {
    /** Publish and broadcast. */
    PUBLISH,
    /** Read history, presence and info. */
    READ,
    /** Disconnect, unsubscribe and drain. */
    MANAGE
  }
}
