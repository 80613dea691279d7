package io.wsgateway.channel;

/** How a client that reconnects catches up. */
public enum Recovery {
  /** Not at all. */
  NONE,
  /** With every publication it missed. */
  STREAM,
  /** With the newest publication. */
  LATEST
}
