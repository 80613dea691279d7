package io.wsgateway.server.admission;

import io.wsgateway.auth.Tokens;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that an endpoint asks for.
 *
 * @param tokens checks the tokens of its clients; null if they need none
 * @param hook asks a backend about its clients; null if none decides
 * @param userInChannel whether the user's id becomes part of a channel name, and must fit one
 * @param blocked whether a user may not connect now
 */
public record Credentials(
    @Nullable Tokens tokens,
    @Nullable HookDoor hook,
    boolean userInChannel,
    Predicate<String> blocked) {
  /** Clients need none. */
  public static final Credentials NONE = new Credentials(null, null, false, user -> false);

  /** Whether clients need any. */
  public boolean takesAny() {
    return tokens != null || hook != null;
  }

  /** Makes those of an endpoint whose clients need a token. */
  public static Credentials tokens(
      Tokens tokens, boolean userInChannel, Predicate<String> blocked) {
    return new Credentials(tokens, null, userInChannel, blocked);
  }
}
