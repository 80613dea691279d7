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
   * Where an envelope stands, and what is asked and told beside its items.
   *
   * @param origin the sending node's id
   * @param link rises whenever the origin begins to send to this peer anew; its numbers begin
   *     afresh
   * @param number the envelope's number for this peer, from 1, rising by 1: a gap is a loss
   * @param quiet whether it has no number of its own, since nothing in it can be missed by a
   *     client: its number is that of the last envelope before it
   * @param confirm whether the origin wants to be told that this envelope arrived
   * @param confirmed the receiver's own envelope up to which everything that arrived was taken;
   *     null when nothing is to be confirmed
   */
  record Head(
      String origin,
      long link,
      long number,
      boolean quiet,
      boolean confirm,
      @Nullable LinkPosition confirmed) {
    /** Of an envelope with a number of its own. */
    Head(String origin, long link, long number, boolean confirm, @Nullable LinkPosition confirmed) {
      this(origin, link, number, false, confirm, confirmed);
    }

    /** This envelope's place, for its confirmation. */
    LinkPosition position() {
      return new LinkPosition(link, number);
    }
  }

  /** One thing in an envelope. */
  sealed interface Item permits Published, Broadcast {
    /**
     * Whether somebody with this interest gets it: asked of its channel, or of all its patterns.
     */
    boolean goesTo(Interest interest);
  }

  /** What a node wants to receive. */
  interface Interest {
    /** All that there is. */
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
