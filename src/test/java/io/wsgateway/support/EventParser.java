package io.wsgateway.support;

import java.util.ArrayList;
import java.util.List;

/**
 * Parses a stream of server-sent events as the WHATWG HTML standard says, section 9.2.6, step by
 * step. Characters may come in any pieces.
 */
public final class EventParser {
  /** An event as a page receives it. */
  public record Event(String type, String data) {
    /** An event without a name. */
    public static Event message(String data) {
      return new Event("message", data);
    }
  }

  private final List<Event> events = new ArrayList<>();
  private final StringBuilder line = new StringBuilder();
  private final StringBuilder data = new StringBuilder();
  private String type = "";
  private String retry = "";
  private int comments;
  private boolean afterCr;

  /** Takes more of the stream; returns the events that are complete now. */
  public List<Event> feed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' && afterCr) {
        afterCr = false;
        continue;
      }
      afterCr = c == '\r';
      if (c == '\r' || c == '\n') {
        line(line.toString());
        line.setLength(0);
      } else {
        line.append(c);
      }
    }
    List<Event> complete = List.copyOf(events);
    events.clear();
    return complete;
  }

  /** How many comments came. */
  public int comments() {
    return comments;
  }

  /** The last delay for the next attempt; empty if there was none. */
  public String retry() {
    return retry;
  }

  private void line(String text) {
    int colon = text.indexOf(':');
    if (text.isEmpty()) {
      dispatch();
    } else if (colon == 0) {
      comments++;
    } else if (colon > 0) {
      String value = text.substring(colon + 1);
      field(text.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
    } else {
      field(text, "");
    }
  }

  private void field(String name, String value) {
    switch (name) {
      case "event" -> type = value;
      case "data" -> data.append(value).append('\n');
      case "retry" -> retry = value.matches("[0-9]+") ? value : retry;
      default -> {} // id, and what the standard does not know
    }
  }

  private void dispatch() {
    if (!data.isEmpty()) {
      data.setLength(data.length() - 1);
      events.add(new Event(type.isEmpty() ? "message" : type, data.toString()));
    }
    data.setLength(0);
    type = "";
  }
}
