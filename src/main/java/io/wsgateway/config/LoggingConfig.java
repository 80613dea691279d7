package io.wsgateway.config;

import org.jspecify.annotations.Nullable;

/** Configures the log, on standard output, and the audit log. */
public record LoggingConfig(
    @Key(value = "The format of log lines: readable text, or JSON.", initial = "text")
        LogFormat format,
    @Key(value = "The least severe level that the gateway logs.", initial = "info", live = true)
        LogLevel level,
    @Key(
            value =
                "Where each call of the HTTP API is recorded as a line of JSON: a file, or stdout. Absent: nowhere.",
            pattern = "[^\\p{Cntrl}]{1,4096}",
            allowed = "stdout, or the path of a file that the gateway may append to")
        @Nullable String audit) {
  /** The format of log lines. */
  public enum LogFormat {
    /** One readable line per event. */
    TEXT,
    /** One JSON object per event. */
    JSON
  }

  /** The levels of log lines, from the most to the least severe. */
  public enum LogLevel {
    /** Something is broken. */
    ERROR,
    /** Something needs attention. */
    WARN,
    /** Information for operators. */
    INFO,
    /** Information for developers. */
    DEBUG,
    /** Everything. */
    TRACE
  }
}
