package io.wsgateway.server.admission;

import io.wsgateway.auth.Tokens;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that an endpoint asks for.
 *
 * @param tokens checks the tokens of its clients; null if they need none
 * @param userInChannel whether the user's id becomes part of a channel name, and must fit one
 * @param blocked whether a user may not connect now
 */
public record Credentials(
    @Nullable Tokens tokens, boolean userInChannel, Predicate<String> blocked) {
  /** Clients need none. */
  public static final Credentials NONE = new Credentials(null, false, user -> false);
}
