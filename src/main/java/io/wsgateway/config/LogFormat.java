package io.wsgateway.config;

/** How log lines are written. */
public enum LogFormat {
  /** One readable line each. */
  TEXT,
  /** One JSON object each. */
  JSON
}
