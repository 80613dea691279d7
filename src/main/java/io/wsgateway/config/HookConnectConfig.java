package io.wsgateway.config;

import org.jspecify.annotations.Nullable;

/** Configures the HTTP calls that decide who may connect. */
public record HookConnectConfig(
    @Key(
            value = "Where the gateway asks whether a client may connect; absent: nowhere.",
            pattern = "https?://.+",
            allowed = "an http or https URL")
        @Nullable String url,
    @Key(
            value =
                "How long a decision also holds for other connections with the same credentials; 0: each connection is decided by itself.",
            initial = "0",
            unit = "seconds",
            max = 3600)
        int cacheSeconds,
    @Key(
            value =
                "What happens to a client while the backend cannot be asked. refuse: it is refused with 1013 or 503, and may try again; allow: it connects with what its token and its endpoint allow.",
            initial = "refuse")
        WhenDown whenDown) {
  /** What happens to a client while the backend cannot be asked. */
  public enum WhenDown {
    /** It is refused with 1013 or 503. */
    REFUSE,
    /** It connects as without this hook. */
    ALLOW
  }
}
