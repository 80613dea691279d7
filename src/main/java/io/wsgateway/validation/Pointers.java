package io.wsgateway.validation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON pointers (RFC 6901). */
final class Pointers {
  /** Stands for a place that does not exist; no JSON value is equal to it. */
  static final Object NOTHING = new Object();

  private Pointers() {}

  /** Appends the name of a member, or the index of an element. */
  static String child(String pointer, Object name) {
    return pointer + "/" + String.valueOf(name).replace("~", "~0").replace("/", "~1");
  }

  /** Returns the value at a place, or {@link #NOTHING}. */
  static @Nullable Object find(@Nullable Object root, String pointer) {
    Object at = root;
    if (pointer.isEmpty()) {
      return at;
    }
    for (String token : pointer.substring(1).split("/", -1)) {
      String name = token.replace("~1", "/").replace("~0", "~");
      if (at instanceof Map<?, ?> object && object.containsKey(name)) {
        at = object.get(name);
      } else if (at instanceof List<?> array && index(name, array.size()) >= 0) {
        at = array.get(index(name, array.size()));
      } else {
        return NOTHING;
      }
    }
    return at;
  }

  private static int index(String name, int size) {
    if (!name.matches("0|[1-9]\\d{0,8}")) {
      return -1;
    }
    int index = Integer.parseInt(name);
    return index < size ? index : -1;
  }

  /** Undoes the percent encoding of a URI's fragment. */
  static String decode(String fragment) {
    try {
      return URLDecoder.decode(fragment.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return fragment;
    }
  }
}
