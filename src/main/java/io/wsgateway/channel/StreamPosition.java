package io.wsgateway.channel;

/**
 * A position in a channel's stream. Offsets rise by exactly 1 per publication inside an epoch;
 * another epoch means that earlier positions are no longer valid.
 *
 * @param epoch the stream's incarnation; empty for a channel without history
 * @param offset the publication's number, from 1; 0 without history
 */
public record StreamPosition(String epoch, long offset) {
  /** The position of everything in a channel without history. */
  public static final StreamPosition NONE = new StreamPosition("", 0);
}
