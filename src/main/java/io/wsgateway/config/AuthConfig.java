package io.wsgateway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may connect. */
public record AuthConfig(
    @Key(
            value = "How refused credentials and per-user limits are told to browsers.",
            initial = "close")
        RefuseBy refuseBy,
    @Key(
            value =
                "How long a socket that was accepted to be refused is held, drawn between half and one and a half of this.",
            initial = "2000",
            unit = "milliseconds",
            max = 60000)
        int refuseHoldMillis,
    @Key("The channels that the server subscribes every Centrifugo connection to; may use {user}.")
        List<String> channels,
    @Key(
            value =
                "The name of an HttpOnly cookie that holds the token; same-origin is then mandatory.",
            pattern = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}",
            allowed = "a cookie name")
        @Nullable String cookie,
    @Key(value = "Whether clients may connect without a token.", initial = "false")
        boolean anonymous,
    @Key(value = "Development only: everyone may do everything.", initial = "false")
        boolean insecure,
    @Key(value = "Whether the query parameter token is taken as the token.", initial = "false")
        boolean tokenInQuery,
    @Key("How tokens are checked.") JwtConfig jwt) {
  /** How refused credentials are told. */
  public enum RefuseBy {
    /** The upgrade is accepted, then the socket closed with the reason: browsers can read that. */
    CLOSE,
    /** By the HTTP status of the refused upgrade. */
    STATUS
  }
}
