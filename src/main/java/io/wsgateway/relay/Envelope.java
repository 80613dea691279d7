package io.wsgateway.relay;

import io.wsgateway.channel.Publication;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one node sends to one peer in one tick.
 *
 * @param items what was published, in the order of the origin's relay; none in an envelope that
 *     only asks or confirms
 */
record Envelope(Head head, List<Item> items) {
  /**
   * The position of an envelope, and what it asks and confirms besides its items.
   *
   * @param origin the sending node's id
   * @param link rises whenever the origin begins to send to this peer anew; its numbers then start
   *     again at 1
   * @param number the envelope's number for this peer, from 1, rising by 1: a gap is a loss
   * @param quiet whether it has no number of its own, because it holds nothing that a client could
   *     miss: its number is that of the last envelope before it
   * @param confirm whether the origin asks for a confirmation of this envelope
   * @param confirmed the last envelope of the receiver's own that the origin confirms, with all
   *     before it; null when nothing is confirmed
   */
  record Head(
      String origin,
      long link,
      long number,
      boolean quiet,
      boolean confirm,
      @Nullable LinkPosition confirmed) {
    /** Makes the head of an envelope with a number of its own. */
    Head(String origin, long link, long number, boolean confirm, @Nullable LinkPosition confirmed) {
      this(origin, link, number, false, confirm, confirmed);
    }

    /** This envelope's position, for its confirmation. */
    LinkPosition position() {
      return new LinkPosition(link, number);
    }
  }

  /** One thing in an envelope. */
  sealed interface Item permits Published, Broadcast {
    /**
     * Whether a node with this interest receives it; decided by its channel, or by all its
     * patterns.
     */
    boolean goesTo(Interest interest);
  }

  /** What a node wants to receive. */
  interface Interest {
    /** Interest in everything. */
    Interest EVERYTHING = target -> true;

    /** Whether it wants what goes to a channel, or to the channels of a pattern. */
    boolean covers(String channelOrPattern);
  }

  /** A publication to its one channel. */
  record Published(Publication publication) implements Item {
    @Override
    public boolean goesTo(Interest interest) {
      return interest.covers(publication.channel());
    }
  }
}
