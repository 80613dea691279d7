package io.wsgateway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configures how the gateway checks tokens. */
public record JwtConfig(
    @Key("The keys that sign tokens.") List<JwtKeyConfig> keys,
    @Key(
            value =
                "Where the signing keys are published as a JSON Web Key Set; plain http only on this host. The gateway reads it every five minutes, and for an unknown kid at most every 10 seconds.",
            pattern = "https?://.+",
            allowed = "an http or https URL")
        @Nullable String jwksUrl,
    @Key("The issuer that tokens must name; absent: any.") @Nullable String issuer,
    @Key("The audience that tokens must name; absent: any.") @Nullable String audience,
    @Key(
            value =
                "How far clocks may differ: tokens are accepted so much before nbf and after exp.",
            initial = "60",
            unit = "seconds",
            max = 3600)
        int leewaySeconds) {}
