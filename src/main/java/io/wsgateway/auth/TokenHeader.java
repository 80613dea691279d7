package io.wsgateway.auth;

import io.wsgateway.channel.JsonProblem;
import io.wsgateway.channel.StrictObject;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the header of a token says about its key: nothing of it is trusted before the signature is
 * verified with a key that the gateway has already.
 *
 * @param kid the id of the key; null if the token names none
 */
record TokenHeader(JwtAlgorithm alg, @Nullable String kid) {
  private static final int MAX_KID = 128;
  private static final int MAX_DEPTH = 4;

  /** A key or its address inside the token, and rules that the gateway does not know. */
  private static final List<String> REFUSED =
      List.of("jwk", "jku", "x5c", "x5u", "crit", "b64", "zip", "enc");

  /** Tokens of another kind, such as those of a log-out, must not open a connection (RFC 8725). */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

  /** Reads the header of a token. */
  static TokenHeader of(byte[] json) throws TokenException {
    Map<String, Object> members;
    try {
      members = StrictObject.read(json, MAX_DEPTH).values();
    } catch (JsonProblem e) {
      throw SignedToken.invalid("the header of the token " + e.getMessage());
    }
    for (String name : REFUSED) {
      if (members.containsKey(name)) {
        throw SignedToken.invalid("the token has " + name + " in its header, which is not allowed");
      }
    }
    checkType(members);
    return new TokenHeader(alg(members.get("alg")), kid(members.get("kid")));
  }

  private static JwtAlgorithm alg(@Nullable Object alg) throws TokenException {
    if (!(alg instanceof String name)) {
      throw SignedToken.invalid("the header of the token has no alg");
    }
    return JwtAlgorithm.named(name)
        .orElseThrow(
            () -> SignedToken.invalid("the token's alg is none, or one that is not supported"));
  }

  private static @Nullable String kid(@Nullable Object kid) throws TokenException {
    if (kid == null) {
      return null;
    }
    if (kid instanceof String text && !text.isEmpty() && text.length() <= MAX_KID) {
      return text;
    }
    throw SignedToken.invalid("the token's kid is not a text of 1 to " + MAX_KID + " characters");
  }

  private static void checkType(Map<String, Object> members) throws TokenException {
    if (!members.containsKey("typ")) {
      return;
    }
    if (members.get("typ") instanceof String text) {
      String type = text.toLowerCase(Locale.ROOT);
      if (TYPES.contains(
          type.startsWith("application/") ? type.substring("application/".length()) : type)) {
        return;
      }
    }
    throw SignedToken.invalid("the token's typ is neither JWT nor at+jwt");
  }
}
