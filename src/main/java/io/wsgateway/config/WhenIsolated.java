package io.wsgateway.config;

/** What a side of a split cluster without majority does with channels that have history. */
public enum WhenIsolated {
  /** It refuses appends and recovery until the split heals. */
  REFUSE,
  /** It goes on, under new epochs. */
  ACCEPT
}
