package io.wsgateway.cluster;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether this node reaches another one's event bus. The bus itself does not show that: it
 * reports a publication as sent even if it was lost, and a certificate that the other side refuses
 * shows only after the connection was made.
 */
public interface BusCheck {
  /** Makes a connection of its own and waits for an answer; never fails, and ends in seconds. */
  Future<Result> check(Node node);

  /**
   * The result of a check.
   *
   * @param address the other node's host and port; empty when they are unknown
   * @param failure why there was no answer; null if there was one
   */
  record Result(String address, @Nullable Throwable failure) {}
}
