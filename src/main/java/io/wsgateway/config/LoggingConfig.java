package io.wsgateway.config;

/** Configures the log, on standard output. */
public record LoggingConfig(
    @Key(value = "The format of log lines: readable text, or JSON.", initial = "text")
        LogFormat format,
    @Key(value = "The least severe level that the gateway logs.", initial = "info", live = true)
        LogLevel level) {
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
