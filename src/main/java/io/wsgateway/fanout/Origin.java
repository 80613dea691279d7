package io.wsgateway.fanout;

/** What the relay remembers of another node: which envelopes it has seen. */
final class Origin {
  private long bootId;
  private long last;

  Origin(long bootId) {
    this.bootId = bootId;
  }

  /**
   * Takes note of an envelope.
   *
   * @return how many before it are missing; -1 when it came already
   */
  long arrived(long boot, long number) {
    if (boot != bootId) {
      bootId = boot;
      last = 0;
    }
    if (number <= last) {
      return -1;
    }
    long missing = number - last - 1;
    last = number;
    return missing;
  }
}
