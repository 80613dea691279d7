package io.wsgateway.config;

/** What a raw endpoint sends per publication. */
public enum FrameStyle {
  /** The data and nothing else. */
  PLAIN,
  /** A JSON object with position and data, so that the client can resume. */
  JSON
}
