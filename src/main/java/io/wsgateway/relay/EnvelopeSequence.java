package io.wsgateway.relay;

import org.jspecify.annotations.Nullable;

/**
 * What came from one other node, and what never came: finds duplicates and gaps, also over several
 * links. An envelope's place is its number on its link plus the base of that link, which is what
 * the node had for this one before. The first contact says where counting begins, because what a
 * node sent before this one listened is no loss. Belongs to the relay's loop.
 */
final class EnvelopeSequence {
  private long link = -1;

  /** Whether a beacon has named the link: its base is known. */
  private boolean named;

  private long base;

  /** The last place that was taken or counted as missing. */
  private long last;

  /** The last place that a beacon named. */
  private long announced;

  /** Whether nothing came, and no beacon told of anything. */
  boolean isNew() {
    return link < 0;
  }

  /** What beacons named and never came, of a node that sends nothing more; counted once. */
  long ended() {
    long missing = Math.max(0, announced - last);
    last += missing;
    return missing;
  }

  /**
   * Whether an envelope is of a link that begins after the present one, and that no beacon has
   * named: it has to wait for that.
   */
  boolean isAhead(long on) {
    return link >= 0 && on > link;
  }

  /**
   * Takes note of an envelope that is not {@linkplain #isAhead ahead}.
   *
   * @return how many before it are missing; -1 when it came already
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
   * Takes note of an envelope without a number of its own, that is not {@linkplain #isAhead ahead}.
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
   * Takes note of what a beacon says was sent. A beacon may overtake an envelope, so what it names
   * is missing only if it has not come when the next beacon does: each must be newer than the one
   * before.
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

  /** A node that had less for this one than came from it has forgotten this one meanwhile. */
  private long missedBefore(long from) {
    return from < last ? 1 : from - last;
  }
}
