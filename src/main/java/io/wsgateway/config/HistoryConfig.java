package io.wsgateway.config;

/** The window of publications kept for reconnects. */
public record HistoryConfig(
    @Key(
            value = "What all channels' histories may take on this node.",
            initial = "268435456",
            unit = "bytes",
            min = 1048576,
            max = 1099511627776L)
        long maxBytes,
    @Key(
            value = "How often every channel is checked against the store.",
            initial = "15",
            unit = "seconds",
            min = 1,
            max = 3600)
        int checkSeconds,
    @Key(
            value = "How long a retry with the same id is recognised.",
            initial = "300",
            unit = "seconds",
            min = 1,
            max = 86400)
        int idempotencySeconds,
    @Key(value = "What a side of a split cluster without majority does.", initial = "refuse")
        WhenIsolated whenIsolated) {
  /** What a side of a split cluster without majority does with channels that have history. */
  public enum WhenIsolated {
    /** It refuses appends and recovery until the split heals. */
    REFUSE,
    /** It goes on, under new epochs. */
    ACCEPT
  }
}
