package io.wsgateway.kit;

import io.vertx.core.json.JsonObject;

/**
 * The answer to one attempt to publish.
 *
 * @param mark what was published
 * @param sentNanos {@link System#nanoTime} when it was sent
 * @param answeredNanos {@link System#nanoTime} when the answer was complete
 * @param status the HTTP status
 * @param unconfirmed how many nodes had not confirmed, as a success says
 */
public record Reply(Mark mark, long sentNanos, long answeredNanos, int status, int unconfirmed) {
  private static final int OK = 200;

  /** An answer that has just come. */
  static Reply of(Mark mark, long sentNanos, int status, String body) {
    return new Reply(mark, sentNanos, System.nanoTime(), status, unconfirmed(status, body));
  }

  private static int unconfirmed(int status, String body) {
    if (status != OK || body.isBlank()) {
      return 0;
    }
    JsonObject result = new JsonObject(body).getJsonObject("result", new JsonObject());
    return result.getInteger("unconfirmed", 0);
  }

  /** Whether it was a success. */
  public boolean accepted() {
    return status == OK;
  }

  /** Whether it was a success that every node had confirmed. */
  public boolean confirmed() {
    return accepted() && unconfirmed == 0;
  }

  /** How long it took, in nanoseconds. */
  public long nanos() {
    return answeredNanos - sentNanos;
  }
}
