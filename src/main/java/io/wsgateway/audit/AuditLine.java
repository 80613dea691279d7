package io.wsgateway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.channel.LogText;
import io.wsgateway.channel.ShortText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Builds one line of the audit log: a JSON object that begins with {@code time} (UTC, ISO 8601) and
 * {@code event}. A line has at most {@value #MAX_BYTES} bytes, whatever it is given. Not
 * thread-safe.
 */
public final class AuditLine {
  /** The longest line, with its end. */
  public static final int MAX_BYTES = 16_384;

  /** The name of every line. On standard output it tells them from the lines of the log. */
  static final String EVENT = "api.audit";

  /** As long as a channel's name may be. */
  private static final int NAME_CHARS = 1024;

  private static final int TEXT_CHARS = 128;

  /** Room for the escaped names of a list. */
  private static final int LIST_CHARS = 6000;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final StringBuilder json = new StringBuilder(256);

  /** Begins a line. */
  public AuditLine(Instant time) {
    json.append("{\"time\":\"");
    TIME.formatTo(time, json);
    json.append("\",\"event\":\"").append(EVENT).append('"');
  }

  /** Adds a short text, truncated after 128 characters. */
  public AuditLine text(String name, String value) {
    field(name);
    string(cut(value, TEXT_CHARS));
    return this;
  }

  /** Adds the name of a channel; one that is longer than any channel's is truncated. */
  public AuditLine channel(String name, String value) {
    field(name);
    string(cut(value, NAME_CHARS));
    return this;
  }

  /** Adds a number. */
  public AuditLine number(String name, long value) {
    field(name);
    json.append(value);
    return this;
  }

  /** Adds the first names of a list, as many as have room. */
  public AuditLine channels(String name, List<String> values) {
    field(name);
    json.append('[');
    int begin = json.length();
    for (String value : values) {
      int before = json.length();
      if (before > begin) {
        json.append(',');
      }
      string(cut(value, NAME_CHARS));
      if (utf8(begin) > LIST_CHARS) {
        json.setLength(before);
        break;
      }
    }
    json.append(']');
    return this;
  }

  private int utf8(int begin) {
    // A character takes up to three bytes unless it is ASCII, and escapes are ASCII.
    int length = json.length() - begin;
    return length * 3 <= LIST_CHARS ? length : json.substring(begin).getBytes(UTF_8).length;
  }

  private void field(String name) {
    json.append(",\"").append(name).append("\":");
  }

  /** Its escapes are those of JSON, and leave nothing that could act on a terminal. */
  private void string(String text) {
    json.append('"');
    LogText.append(json, text, "\"\\");
    json.append('"');
  }

  private static String cut(String text, int max) {
    return text.length() <= max ? text : ShortText.of(text, max) + "...";
  }

  /** The line with its end. */
  byte[] bytes() {
    return (json + "}\n").getBytes(UTF_8);
  }
}
