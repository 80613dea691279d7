package io.wsgateway.protocol.raw;

import io.wsgateway.connection.Spread;
import io.wsgateway.loop.Loop;

/**
 * Spreads the closes of clients that missed the same messages. Overload may be the reason, and
 * closing all of them at once would increase it.
 *
 * @param loop the clients' event loop
 * @param spread the node's
 */
record Resets(Loop loop, Spread spread) {
  /** Runs a client's close within the next seconds, on its event loop. */
  void soon(Runnable close) {
    loop.schedule(Math.max(1, spread.nextMillis()), close);
  }
}
