package io.wsgateway.transport;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.impl.QuietWrites;

/** Configures how messages of the event bus are written. */
public final class BusWrites {
  private BusWrites() {}

  /**
   * Suppresses the extra exception that Vert.x throws when a write fails. Call it once per Vert.x.
   */
  public static void quiet(Vertx vertx) {
    QuietWrites.of(vertx.eventBus());
  }
}
