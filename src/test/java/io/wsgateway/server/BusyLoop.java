package io.wsgateway.server;

import java.util.concurrent.atomic.AtomicBoolean;

/** An event loop that has hardly time for anything else. */
final class BusyLoop {
  private BusyLoop() {}

  /** Keeps the verticle's loop busy until {@code busy} is false; called on it. */
  static void keep(GatewayVerticle verticle, AtomicBoolean busy) {
    long end = System.nanoTime() + 100_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    if (busy.get()) {
      verticle.context().owner().setTimer(1, x -> keep(verticle, busy));
    }
  }
}
