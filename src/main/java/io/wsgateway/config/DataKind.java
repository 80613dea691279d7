package io.wsgateway.config;

/** What the clients of a raw endpoint send in text frames. */
public enum DataKind {
  /** Any text. */
  TEXT,
  /** One JSON value per message; anything else is closed with 1007. */
  JSON
}
