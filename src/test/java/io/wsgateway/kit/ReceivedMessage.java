package io.wsgateway.kit;

import io.vertx.core.buffer.Buffer;

/**
 * A message as a client received it.
 *
 * @param connection the client's connection, from 1
 * @param nanos {@link System#nanoTime} when it was complete
 * @param binary whether it came in a binary frame
 * @param data its bytes
 */
public record ReceivedMessage(int connection, long nanos, boolean binary, Buffer data) {
  /** Its text. */
  public String text() {
    return data.toString();
  }
}
