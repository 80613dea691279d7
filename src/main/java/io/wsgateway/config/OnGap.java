package io.wsgateway.config;

/** What happens to a live client that missed something that cannot be repaired. */
public enum OnGap {
  /** It is closed with 4010. */
  CLOSE,
  /** It goes on, without a sign. */
  IGNORE
}
