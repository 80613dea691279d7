package io.wsgateway.server;

import java.util.concurrent.atomic.AtomicBoolean;

/** An event loop that has hardly time for anything else. */
final class BusyLoop {
  /** A timer of 100 ms that begins with it is late by twice the lag that is let in by default. */
  private static final long SLICE_NANOS = 500_000_000;

  private BusyLoop() {}

  /** Keeps the verticle's loop busy until {@code busy} is false; called on it. */
  static void keep(GatewayVerticle verticle, AtomicBoolean busy) {
    long end = System.nanoTime() + SLICE_NANOS;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    if (busy.get()) {
      verticle.context().owner().setTimer(1, x -> keep(verticle, busy));
    }
  }
}
