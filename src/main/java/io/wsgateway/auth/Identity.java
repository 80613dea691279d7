package io.wsgateway.auth;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who a client has proved to be, as its token says. Immutable.
 *
 * @param user the user's id ({@code sub}); empty for an anonymous client
 * @param info what others may be told about the client ({@code info}), as JSON text; null: nothing
 * @param channels the channels that the token subscribes the client to ({@code channels}, {@code
 *     subs})
 * @param expiresMillis when the token expires by its own claim, in milliseconds of the wall clock;
 *     0 if it does not
 * @param endsMillis when the gateway stops accepting it: the expiry plus {@code
 *     auth.jwt.leewaySeconds}; 0 if it does not end
 */
public record Identity(
    String user, @Nullable String info, Set<String> channels, long expiresMillis, long endsMillis) {
  /** A client without a token. */
  public static final Identity ANONYMOUS = new Identity("", null, Set.of(), 0, 0);

  /** Whether there is no user. */
  public boolean isAnonymous() {
    return user.isEmpty();
  }
}
