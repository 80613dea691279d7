package io.wsgateway.auth;

import io.wsgateway.channel.JsonProblem;
import io.wsgateway.channel.StrictObject;
import io.wsgateway.config.jwt.Jwk;
import io.wsgateway.config.jwt.TokenKey;
import io.wsgateway.config.jwt.TokenKeyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The keys of a JSON Web Key Set (RFC 7517, section 5) that tokens can be checked with.
 *
 * @param skipped how many others it has: for encryption, too weak, of an unknown type
 */
record KeySet(KeyRing keys, int skipped) {
  /** The most keys of a set; its bytes are limited by who reads it. */
  static final int MAX_KEYS = 100;

  private static final int MAX_DEPTH = 16;

  /**
   * Reads a set.
   *
   * @throws KeySetException if it is none, or has no usable key: it must not replace another one
   */
  static KeySet of(byte[] json) throws KeySetException {
    Object listed;
    try {
      listed = StrictObject.read(json, MAX_DEPTH).values().get("keys");
    } catch (JsonProblem e) {
      throw new KeySetException("the key set " + e.getMessage());
    }
    if (!(listed instanceof List<?> list)) {
      throw new KeySetException("the key set has no list keys");
    }
    if (list.size() > MAX_KEYS) {
      throw new KeySetException("the key set has over " + MAX_KEYS + " keys");
    }
    List<TokenKey> usable = new ArrayList<>();
    for (Object element : list) {
      if (element instanceof Map<?, ?> members) {
        add(members, usable);
      }
    }
    if (usable.isEmpty()) {
      throw new KeySetException("the key set has no key that tokens can be checked with");
    }
    return new KeySet(new KeyRing(usable), list.size() - usable.size());
  }

  /** What other programs need of a set is no reason to refuse the rest. */
  private static void add(Map<?, ?> members, List<TokenKey> usable) {
    try {
      @SuppressWarnings("unchecked") // StrictObject makes no other maps.
      Map<String, ?> named = (Map<String, ?>) members;
      usable.add(Jwk.read(named));
    } catch (TokenKeyException e) {
      // Counted as skipped.
    }
  }
}
