package io.wsgateway.auth;

import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import io.wsgateway.config.jwt.TokenKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Chooses the one key that a token is checked with. Keys are never tried one after the other.
 * Immutable.
 *
 * <p>A token with a {@code kid} is for the key of that id. A token whose {@code kid} no key has, or
 * that has none, is for the key without id of its algorithm. Without such a key, a token without
 * {@code kid} is for the only key of its algorithm.
 */
record KeyRing(List<TokenKey> keys) {
  KeyRing {
    keys = List.copyOf(keys);
  }

  /**
   * Returns the key for a token; empty if none fits.
   *
   * @throws TokenException if several fit, or the key is for another algorithm
   */
  Optional<TokenKey> find(TokenHeader header) throws TokenException {
    String kid = header.kid();
    if (kid != null) {
      List<TokenKey> named = keys.stream().filter(key -> kid.equals(key.kid())).toList();
      if (!named.isEmpty()) {
        return Optional.of(
            only(ofAlgorithm(named, header.alg()))
                .orElseThrow(
                    () -> SignedToken.invalid("the token's alg is not that of the key it names")));
      }
    }
    List<TokenKey> fitting = ofAlgorithm(keys, header.alg());
    Optional<TokenKey> unnamed = only(fitting.stream().filter(k -> k.kid() == null).toList());
    return unnamed.isPresent() || kid != null ? unnamed : only(fitting);
  }

  private static List<TokenKey> ofAlgorithm(List<TokenKey> keys, JwtAlgorithm alg) {
    return keys.stream().filter(key -> key.alg() == alg).toList();
  }

  private static Optional<TokenKey> only(List<TokenKey> keys) throws TokenException {
    if (keys.size() > 1) {
      throw SignedToken.invalid(
          "several keys fit the token: let the token name its key by kid, each kid once");
    }
    return keys.stream().findFirst();
  }

  /** Returns the ids and algorithms of the keys, to see whether a set has changed. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    keys.forEach(key -> names.add(key.toString()));
    return names;
  }
}
