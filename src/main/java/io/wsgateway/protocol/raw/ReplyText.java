package io.wsgateway.protocol.raw;

import java.util.ArrayList;
import java.util.List;

/**
 * The text of {@code reply}, with the placeholders {@code {user}} and {@code {message}}. Values are
 * not searched for placeholders. Immutable.
 */
final class ReplyText {
  static final String USER = "{user}";
  private static final String MESSAGE = "{message}";

  /** Texts at even places, and placeholders between them. */
  private final List<String> pieces;

  /** Parses a configured text; other text in braces stands for itself. */
  ReplyText(String text) {
    List<String> found = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
      String placeholder = placeholder(text, at);
      if (!placeholder.isEmpty()) {
        found.add(text.substring(from, at));
        found.add(placeholder);
        from = at + placeholder.length();
      }
    }
    found.add(text.substring(from));
    pieces = List.copyOf(found);
  }

  private static String placeholder(String text, int at) {
    if (text.startsWith(USER, at)) {
      return USER;
    }
    return text.startsWith(MESSAGE, at) ? MESSAGE : "";
  }

  /** Returns the reply to a user's message. */
  String to(String user, String message) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces.size(); i++) {
      String piece = pieces.get(i);
      if (i % 2 == 0) {
        text.append(piece);
      } else {
        text.append(piece.equals(USER) ? user : message);
      }
    }
    return text.toString();
  }
}
