package io.wsgateway.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a mistyped one most likely means. */
final class Nearest {
  private Nearest() {}

  /** The nearest name that needs few enough edits to be meant; letters' case costs nothing. */
  static Optional<String> of(String given, Collection<String> known) {
    String lower = given.toLowerCase(Locale.ROOT);
    int most = Math.max(1, Math.min(given.length(), 40) / 3);
    return known.stream()
        .filter(name -> Math.abs(name.length() - given.length()) <= most)
        .filter(name -> distance(lower, name.toLowerCase(Locale.ROOT)) <= most)
        .min(Comparator.comparingInt(name -> distance(lower, name.toLowerCase(Locale.ROOT))));
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replace, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
