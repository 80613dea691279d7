package io.wsgateway.relay;

import org.jspecify.annotations.Nullable;

/**
 * Finds duplicates and gaps in what one other node sends, also across several links. An envelope's
 * place is its number on its link plus the base of that link, which counts what the node had for
 * this one before. Counting begins with the first contact, because what a node sent before this one
 * listened is not a loss. Belongs to the relay's loop.
 */
final class EnvelopeSequence {
  private long link = -1;

  /** Whether a beacon has named the link: its base is known. */
  private boolean named;

  private long base;

  /** The last place that was received or counted as missing. */
  private long last;

  /** The last place that a beacon named. */
  private long announced;

  /** Whether nothing has arrived and no beacon has announced anything. */
  boolean isNew() {
    return link < 0;
  }

  /**
   * Returns what beacons announced and never arrived, for a node that sends nothing more; counted
   * once.
   */
  long ended() {
    long missing = Math.max(0, announced - last);
    last += missing;
    return missing;
  }

  /**
   * Whether an envelope belongs to a link after the present one that no beacon has named yet: it
   * has to wait for that beacon.
   */
  boolean isAhead(long on) {
    return link >= 0 && on > link;
  }

  /**
   * Records an envelope that is not {@linkplain #isAhead ahead}.
   *
   * @return how many before it are missing; -1 for a duplicate
   */
  long arrived(long on, long number) {
    if (link < 0) {
      link = on;
      last = number - 1;
    }
    if (on != link || base + number <= last) {
      return -1;
    }
    long missing = base + number - last - 1;
    last = base + number;
    return missing;
  }

  /**
   * Records an envelope without a number of its own that is not {@linkplain #isAhead ahead}.
   *
   * @param number that of the last one before it
   * @return how many up to that one are missing, not counted before
   */
  long quiet(long on, long number) {
    if (link < 0) {
      link = on;
      last = number;
    }
    if (on != link) {
      return 0;
    }
    long missing = Math.max(0, base + number - last);
    last += missing;
    return missing;
  }

  /**
   * Records what a beacon says was sent. A beacon may overtake an envelope, so what it announces
   * counts as missing only if it has not arrived by the next beacon. Each beacon must be newer than
   * the one before.
   *
   * @param linkBase what the node had for this one before the link; null if it does not say
   * @return how many are missing, not counted before
   */
  long sent(LinkPosition position, @Nullable Long linkBase) {
    long from = linkBase == null ? 0 : linkBase;
    boolean first = link < 0 || (!named && position.link() < link);
    if (!first && position.link() < link) {
      return 0;
    }
    long missing;
    if (first) {
      link = position.link();
      last = from + position.number();
      missing = 0;
    } else if (position.link() > link) {
      link = position.link();
      missing = linkBase == null ? 0 : missedBefore(from);
      last = from;
    } else {
      last += from - base;
      missing = Math.max(0, announced - last);
      last += missing;
    }
    named = true;
    base = from;
    announced = from + position.number();
    return missing;
  }

  /**
   * A node whose count for this one is below what arrived from it has forgotten this node
   * meanwhile.
   */
  private long missedBefore(long from) {
    return from < last ? 1 : from - last;
  }
}
