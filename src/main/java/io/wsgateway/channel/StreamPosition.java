package io.wsgateway.channel;

/**
 * A place in a channel's stream. Offsets rise by exactly 1 per publication inside an epoch; another
 * epoch means that what came before cannot be relied on.
 *
 * @param epoch the stream's incarnation; empty for a channel without history
 * @param offset the publication's number, from 1; 0 when it is in no history
 */
public record StreamPosition(String epoch, long offset) {
  /** The position of everything in a channel without history. */
  public static final StreamPosition NONE = new StreamPosition("", 0);
}
