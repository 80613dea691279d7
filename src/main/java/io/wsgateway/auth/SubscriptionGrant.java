package io.wsgateway.auth;

import org.jspecify.annotations.Nullable;

/**
 * What a subscription token allows. The caller compares user and client with those of the
 * connection, and the channel with the one that was asked for. Immutable.
 *
 * @param user the user that it is for ({@code sub}); empty for anonymous clients
 * @param client the only client id that it is for; empty: any client of the user
 * @param info what others may be told about the client in this channel, as JSON text; null: nothing
 * @param expiresMillis when the subscription expires, in milliseconds of the wall clock; 0: never
 * @param endsMillis the expiry plus {@code auth.jwt.leewaySeconds}; 0: never
 */
public record SubscriptionGrant(
    String user,
    String client,
    String channel,
    @Nullable String info,
    long expiresMillis,
    long endsMillis) {}
