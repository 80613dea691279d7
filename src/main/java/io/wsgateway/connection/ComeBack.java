package io.wsgateway.connection;

/** Whether and how a client should return after its connection has ended. */
public enum ComeBack {
  /** Nothing is wrong; the application decides. */
  AS_YOU_LIKE(false),
  /** Not before something changed: the same attempt would fail again. */
  NO(false),
  /** With growing, jittered delays. */
  BACKOFF(false),
  /** After the delay that the server chose, else with growing, jittered delays. */
  AFTER_DELAY(true),
  /** After the delay that the server chose; then the application loads its state afresh. */
  RELOAD(true),
  /** With a new token. */
  NEW_TOKEN(false);

  private final boolean delayed;

  ComeBack(boolean delayed) {
    this.delayed = delayed;
  }

  /** Whether the server chooses the delay: many clients may end at once. */
  boolean isDelayed() {
    return delayed;
  }
}
