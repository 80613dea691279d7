package io.wsgateway.config;

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
