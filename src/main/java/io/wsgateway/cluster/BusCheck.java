package io.wsgateway.cluster;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether this node reaches another one's event bus. The bus itself does not tell: it
 * reports a publication as sent whatever became of it, and a certificate that the other side
 * refuses shows only after the connection is made.
 */
public interface BusCheck {
  /** Makes a connection of its own and waits for an answer; never fails, and ends in seconds. */
  Future<Result> check(Node node);

  /**
   * What came of it.
   *
   * @param address the other node's host and port; empty when they could not be found out
   * @param failure why there was no answer; null: there was one
   */
  record Result(String address, @Nullable Throwable failure) {}
}
