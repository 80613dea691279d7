package io.wsgateway.connection;

/** Whether and how a client should reconnect after its connection has ended. */
public enum ComeBack {
  /** The end was normal; the application decides. */
  AS_YOU_LIKE(false),
  /** Not until something has changed: the same attempt would fail again. */
  NO(false),
  /** With growing, jittered delays. */
  BACKOFF(false),
  /** After the delay that the server sent, otherwise with growing, jittered delays. */
  AFTER_DELAY(true),
  /** After the delay that the server sent; then the application reloads its state. */
  RELOAD(true),
  /** With a new token. */
  NEW_TOKEN(false);

  private final boolean delayed;

  ComeBack(boolean delayed) {
    this.delayed = delayed;
  }

  /** Returns whether the server chooses the delay, because many connections may end at once. */
  boolean isDelayed() {
    return delayed;
  }
}
