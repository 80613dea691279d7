package io.wsgateway.channel;

/**
 * What a channel keeps for clients that reconnect.
 *
 * @param size publications kept; 0 for no history
 * @param ttlSeconds how long a publication is kept; 0 for no history
 * @param metaTtlSeconds how long the position of an idle channel is kept
 * @param recovery how a client that reconnects catches up
 */
public record HistoryRule(int size, int ttlSeconds, int metaTtlSeconds, Recovery recovery) {
  /** Nothing is kept. */
  public static final HistoryRule NONE = new HistoryRule(0, 0, 2_592_000, Recovery.NONE);

  /** Whether anything is kept. */
  public boolean enabled() {
    return size > 0 && ttlSeconds > 0;
  }
}
