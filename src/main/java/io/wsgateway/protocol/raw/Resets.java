package io.wsgateway.protocol.raw;

import io.wsgateway.loop.Loop;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Spreads the closes of clients that missed the same messages, most likely because of overload: all
 * of them at once would add to it.
 *
 * @param loop the clients' event loop
 */
record Resets(Loop loop) {
  private static final int SPREAD_MILLIS = 2000;

  /** Runs a client's close some time within the next two seconds, on its event loop. */
  void soon(Runnable close) {
    int millis = 1 + ThreadLocalRandom.current().nextInt(SPREAD_MILLIS);
    loop.schedule(millis, close);
  }
}
