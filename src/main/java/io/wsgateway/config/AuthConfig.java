package io.wsgateway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configures how clients authenticate. */
public record AuthConfig(
    @Key(
            value =
                "How clients learn that their credentials were rejected or that a per-user limit is reached: by a close code, which browsers can read, or by the HTTP status.",
            initial = "close")
        RefuseBy refuseBy,
    @Key(
            value =
                "How long to keep open a connection that is accepted only in order to be rejected with a close code; jittered between 0.5 and 1.5 times this value.",
            initial = "2000",
            unit = "milliseconds",
            max = 60000)
        int refuseHoldMillis,
    @Key(
            "The channels that the gateway subscribes every Centrifugo connection to; may contain {user}.")
        List<String> channels,
    @Key(
            value =
                "The name of an HttpOnly cookie that may hold the token. A request with this cookie needs an Origin that is same-origin or listed in origins.allow, which must not contain \"*\" or \"null\" then.",
            pattern = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}",
            allowed = "a cookie name")
        @Nullable String cookie,
    @Key(value = "Whether clients may connect without a token.", initial = "false")
        boolean anonymous,
    @Key(value = "Whether every client may do everything; for development only.", initial = "false")
        boolean insecure,
    @Key(
            value =
                "Whether clients may send the token in the query parameter token. Proxies and browsers log URLs, so prefer another way.",
            initial = "false")
        boolean tokenInQuery,
    @Key("How the gateway checks tokens.") JwtConfig jwt) {
  /** How a client learns that its credentials were rejected. */
  public enum RefuseBy {
    /** The gateway accepts the upgrade and closes with a reason, which browsers can read. */
    CLOSE,
    /** The gateway rejects the upgrade with an HTTP status. */
    STATUS
  }
}
