package io.wsgateway.connection;

/** Why reading from a client is paused although it respects its own limits. */
public enum Hold {
  /** Most of the subscribers of the channel that it publishes to are behind. */
  AUDIENCE("audience", "the channel's subscribers did not keep up for "),
  /** The channel that it publishes to is over {@code limits.channelBytesPerSecond}. */
  CHANNEL("channel", "the channel was over limits.channelBytesPerSecond for ");

  private final String label;
  private final String explanation;

  Hold(String label, String explanation) {
    this.label = label;
    this.explanation = explanation;
  }

  /** The metric label. */
  String label() {
    return label;
  }

  /** Returns the reason text of the close when it lasts too long. */
  String reason(int seconds) {
    return explanation + seconds + " seconds (keepAlive.readIdleSeconds)";
  }
}
