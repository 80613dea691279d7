package io.wsgateway.server.admission;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads headers whose value is a comma-separated list, possibly over several lines (RFC 9110,
 * 5.6.1).
 */
final class HeaderList {
  private HeaderList() {}

  /** The items of all lines of a header, in order, without empty ones. */
  static List<String> items(MultiMap headers, String name) {
    List<String> items = new ArrayList<>();
    for (String line : headers.getAll(name)) {
      for (String item : line.split(",", -1)) {
        if (!item.isBlank()) {
          items.add(item.strip());
        }
      }
    }
    return items;
  }

  /** Whether a token is among the items, in any case. */
  static boolean hasToken(MultiMap headers, String name, String token) {
    for (String line : headers.getAll(name)) {
      if (line.equalsIgnoreCase(token) || isIn(line, token)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIn(String line, String token) {
    int start = 0;
    while (start <= line.length()) {
      int comma = line.indexOf(',', start);
      int end = comma < 0 ? line.length() : comma;
      if (end - start >= token.length()
          && line.substring(start, end).strip().equalsIgnoreCase(token)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }
}
