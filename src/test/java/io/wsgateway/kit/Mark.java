package io.wsgateway.kit;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a test publishes: who published it, and its place in what that one published, from 1. Its
 * text is found again in whatever a protocol wraps around it.
 */
public record Mark(String publisher, long number) {
  private static final Pattern FORM = Pattern.compile("([A-Za-z][A-Za-z0-9-]*)#([0-9]{1,18})");

  public Mark {
    if (!FORM.matcher(publisher + "#" + number).matches()) {
      throw new IllegalArgumentException("not a mark: " + publisher + "#" + number);
    }
  }

  /** The first mark in a text. */
  public static Optional<Mark> find(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.find()
        ? Optional.of(new Mark(matcher.group(1), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return publisher + "#" + number;
  }
}
