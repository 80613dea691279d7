package io.wsgateway.protocol.raw;

import io.vertx.core.Context;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Spreads the closes of clients that missed the same messages, most likely because of overload: all
 * of them at once would add to it.
 *
 * @param context a context of the clients' event loop
 */
record Resets(Context context) {
  private static final int SPREAD_MILLIS = 2000;

  /** Runs a client's close some time within the next two seconds, on its event loop. */
  void soon(Runnable close) {
    int millis = 1 + ThreadLocalRandom.current().nextInt(SPREAD_MILLIS);
    context.owner().setTimer(millis, id -> close.run());
  }
}
