package io.wsgateway.relay;

/**
 * The envelope numbers received from one other node: detects duplicates and gaps. The first contact
 * says where counting begins, because what a node sent before this one listened is no loss. Belongs
 * to the relay's loop.
 */
final class EnvelopeSequence {
  private long link = -1;
  private long last;
  private long announced;

  /**
   * Takes note of an envelope.
   *
   * @return how many before it are missing; -1 when it came already
   */
  long arrived(long on, long number) {
    if (link < 0) {
      link = on;
      last = number - 1;
    }
    if (on < link || (on == link && number <= last)) {
      return -1;
    }
    follow(on);
    long missing = number - last - 1;
    last = number;
    return missing;
  }

  /**
   * Takes note of what a beacon says was sent. A beacon may overtake an envelope, so what it names
   * is missing only if it has not come when the next beacon does.
   *
   * @return how many are missing, not counted before
   */
  long sent(LinkPosition position) {
    if (link < 0) {
      link = position.link();
      last = position.number();
    }
    if (position.link() < link) {
      return 0;
    }
    follow(position.link());
    long missing = Math.max(0, announced - last);
    last += missing;
    announced = position.number();
    return missing;
  }

  private void follow(long on) {
    if (on > link) {
      link = on;
      last = 0;
      announced = 0;
    }
  }
}
