package io.wsgateway.config;

import org.jspecify.annotations.Nullable;

/** Configures the HTTP calls that decide who may connect. */
public record HookConnectConfig(
    @Key(
            value =
                "Where the gateway asks whether a client may connect to an endpoint with auth: hook, in the form of Centrifugo's connect proxy; absent: nowhere.",
            pattern = "https?://.+",
            allowed = "an http or https URL")
        @Nullable String url,
    @Key(
            value =
                "How long a decision also holds for other connections to the same channel with the same address and the same clientHeaders, if these hold credentials; 0: each connection is decided by itself.",
            initial = "0",
            unit = "seconds",
            max = 3600)
        int cacheSeconds,
    @Key(
            value =
                "What happens to a client while the backend cannot be asked. refuse: it receives 1013 or 503, and retries later; allow: it connects without a user.",
            initial = "refuse")
        WhenDown whenDown) {
  /** What happens to a client while the backend cannot be asked. */
  public enum WhenDown {
    /** It is refused with 1013 or 503. */
    REFUSE,
    /** It connects without a user. */
    ALLOW
  }
}
