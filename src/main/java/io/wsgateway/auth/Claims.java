package io.wsgateway.auth;

import io.wsgateway.auth.TokenException.Reason;
import io.wsgateway.channel.JsonProblem;
import io.wsgateway.channel.StrictObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a token whose signature is verified, with their types checked: a claim of a wrong
 * type refuses the token. Immutable.
 */
final class Claims {
  /** How deep claims may be nested. */
  private static final int MAX_DEPTH = 32;

  /** The end of the year 9999: a later time is rather in milliseconds. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private final StrictObject object;

  private Claims(StrictObject object) {
    this.object = object;
  }

  static Claims of(byte[] json) throws TokenException {
    try {
      return new Claims(StrictObject.read(json, MAX_DEPTH));
    } catch (JsonProblem e) {
      throw SignedToken.invalid("the claims of the token: the text " + e.getMessage());
    }
  }

  boolean has(String name) {
    return object.values().containsKey(name);
  }

  /** Returns the user's id, which names, logs and channels can hold; empty: anonymous. */
  String user() throws TokenException {
    String user = text("sub");
    if (user == null) {
      return "";
    }
    if (!UserId.fits(user)) {
      throw SignedToken.invalid(
          "the token's sub is not at most "
              + UserId.MAX
              + " printable ASCII characters without spaces");
    }
    return user;
  }

  /** Returns a text; null if it is absent. */
  @Nullable String text(String name) throws TokenException {
    Object value = object.values().get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw SignedToken.invalid("the token's " + name + " is not a text");
  }

  /**
   * Returns a time in whole seconds since 1970 (RFC 7519, section 2, NumericDate); a fraction of a
   * second is cut off.
   */
  OptionalLong seconds(String name, boolean mayBeNegative) throws TokenException {
    Object value = object.values().get(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    long seconds = Long.MAX_VALUE;
    if (value instanceof Long whole) {
      seconds = whole;
    } else if (value == StrictObject.Other.NUMBER) {
      seconds = rounded(object.text(name));
    }
    if (seconds <= LAST_SECOND && (seconds >= 0 || mayBeNegative)) {
      return OptionalLong.of(seconds);
    }
    throw SignedToken.invalid(
        "the token's " + name + " is not a number of seconds since 1970 (not milliseconds)");
  }

  /**
   * Rounds down. Since 0 can mean "never", only what was written as 0 becomes 0: any other number
   * between 0 and 1 is 1, which is just as long ago.
   */
  private static long rounded(@Nullable String number) {
    double value = Double.parseDouble(Objects.requireNonNull(number));
    boolean isZero = value == 0 && number.chars().noneMatch(c -> c >= '1' && c <= '9');
    return value < 0 || isZero ? (long) Math.floor(value) : Math.max(1, (long) value);
  }

  /** Returns a text or a list of texts, as a list. */
  List<String> texts(String name) throws TokenException {
    Object value = object.values().get(name);
    if (value instanceof String text) {
      return List.of(text);
    }
    return value == null ? List.of() : list(name, value);
  }

  /** Returns a list of texts. */
  List<String> list(String name) throws TokenException {
    Object value = object.values().get(name);
    return value == null ? List.of() : list(name, value);
  }

  private static List<String> list(String name, Object value) throws TokenException {
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw SignedToken.invalid("the token's " + name + " is not a list of texts");
  }

  /** Returns the names in an object of objects. */
  List<String> names(String name) throws TokenException {
    Object value = object.values().get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof Map<?, ?> map && map.values().stream().allMatch(Map.class::isInstance)) {
      return map.keySet().stream().map(String.class::cast).toList();
    }
    throw SignedToken.invalid("the token's " + name + " is not an object of objects");
  }

  /** Returns a JSON value as it was written; null for {@code null} or none. */
  @Nullable String json(String name) {
    return object.values().get(name) == StrictObject.Other.NULL ? null : object.text(name);
  }

  static TokenException expired(String sentence) {
    return new TokenException(Reason.EXPIRED, sentence);
  }
}
