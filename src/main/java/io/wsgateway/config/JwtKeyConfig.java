package io.wsgateway.config;

import org.jspecify.annotations.Nullable;

/** One key that signs tokens. */
public record JwtKeyConfig(
    @Key(
            value = "The key's id, as tokens name it.",
            pattern = ".{1,128}",
            allowed = "1 to 128 characters")
        String kid,
    @Key(value = "The signature algorithm.") JwtAlgorithm alg,
    @Key("The shared secret of an HS algorithm, or file:PATH.") @Nullable Secret secret,
    @Key("The file with the public key of the other algorithms, PEM.")
        @Nullable String publicKey) {}
