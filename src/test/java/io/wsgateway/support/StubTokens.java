package io.wsgateway.support;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.auth.Identity;
import io.wsgateway.auth.TokenException;
import io.wsgateway.auth.TokenException.Reason;
import io.wsgateway.auth.Tokens;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Takes tokens for what they say: {@code user-<id>} is that user's, {@code anonymous} nobody's,
 * {@code expired} and {@code unavailable} are refused with that reason, {@code broken} fails, and
 * {@code later} waits for the test. Anything else is invalid.
 */
public final class StubTokens implements Tokens {
  private final List<Promise<Identity>> waiting = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @Override
  public Future<Identity> connection(String token) {
    asked.add(token);
    if (token.startsWith("user-")) {
      return Future.succeededFuture(user(token.substring(5)));
    }
    return switch (token) {
      case "anonymous" -> Future.succeededFuture(user(""));
      case "expired" -> refused(Reason.EXPIRED, "the token has expired");
      case "unavailable" -> refused(Reason.UNAVAILABLE, "the key set could not be read");
      case "broken" -> Future.failedFuture(new IllegalStateException("planted"));
      case "later" -> later();
      default -> refused(Reason.INVALID, "the signature does not match");
    };
  }

  private Future<Identity> later() {
    Promise<Identity> promise = Promise.promise();
    waiting.add(promise);
    return promise.future();
  }

  private static Future<Identity> refused(Reason reason, String sentence) {
    return Future.failedFuture(new TokenException(reason, sentence));
  }

  /** A user whose token does not end. */
  public static Identity user(String id) {
    return new Identity(id, null, Set.of(), 0, 0);
  }

  /** The tokens {@code later} that wait. */
  public List<Promise<Identity>> waiting() {
    return waiting;
  }

  /** All tokens that were checked. */
  public List<String> asked() {
    return asked;
  }
}
