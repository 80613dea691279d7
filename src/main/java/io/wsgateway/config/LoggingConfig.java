package io.wsgateway.config;

/** The log, on standard output. */
public record LoggingConfig(
    @Key(value = "How log lines are written.", initial = "text") LogFormat format,
    @Key(value = "The least severe level that is logged.", initial = "info") LogLevel level) {
  /** How log lines are written. */
  public enum LogFormat {
    /** One readable line each. */
    TEXT,
    /** One JSON object each. */
    JSON
  }

  /** The least severe level that is logged. */
  public enum LogLevel {
    /** Something is broken. */
    ERROR,
    /** Something needs a look. */
    WARN,
    /** What an operator wants to know. */
    INFO,
    /** What a developer wants to know. */
    DEBUG,
    /** Everything. */
    TRACE
  }
}
