package io.wsgateway.config;

/** Configures stored publications for clients that reconnect. */
public record HistoryConfig(
    @Key(
            value = "The limit of the memory for the history of all channels on this node.",
            initial = "268435456",
            unit = "bytes",
            min = 1048576,
            max = 1099511627776L)
        long maxBytes,
    @Key(
            value = "How often the node compares every channel with the store.",
            initial = "15",
            unit = "seconds",
            min = 1,
            max = 3600)
        int checkSeconds,
    @Key(
            value = "How long the gateway recognises a retry with the same id.",
            initial = "300",
            unit = "seconds",
            min = 1,
            max = 86400)
        int idempotencySeconds,
    @Key(value = "What the part of a split cluster that has no majority does.", initial = "refuse")
        WhenIsolated whenIsolated) {
  /** What the part of a split cluster without majority does with channels that have history. */
  public enum WhenIsolated {
    /** Rejects appends and recovery until the split heals. */
    REFUSE,
    /** Continues, under new epochs. */
    ACCEPT
  }
}
