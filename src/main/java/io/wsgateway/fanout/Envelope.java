package io.wsgateway.fanout;

import io.wsgateway.channel.Publication;
import java.util.List;

/**
 * What one node sends to one peer in one tick.
 *
 * @param origin the sending node's id
 * @param link rises whenever the origin begins to send to this peer anew; its numbers begin afresh
 * @param number the envelope's number for this peer, from 1, rising by 1: a hole is a loss
 * @param items what was published, in the order of the origin's relay
 */
record Envelope(String origin, long link, long number, List<Item> items) {
  /** One thing in an envelope. */
  sealed interface Item permits Published, Broadcast {
    /** The channel it goes to, or the text of its patterns: what a peer's interest is asked by. */
    String target();
  }

  /** A publication to its one channel. */
  record Published(Publication publication) implements Item {
    @Override
    public String target() {
      return publication.channel();
    }
  }
}
