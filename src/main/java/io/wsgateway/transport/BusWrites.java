package io.wsgateway.transport;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.impl.QuietWrites;

/** How messages of the event bus are written. */
public final class BusWrites {
  private BusWrites() {}

  /** Lets a write that fails fail, without an exception beside it. Once per Vert.x. */
  public static void quiet(Vertx vertx) {
    QuietWrites.of(vertx.eventBus());
  }
}
