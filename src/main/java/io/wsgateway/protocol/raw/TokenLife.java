package io.wsgateway.protocol.raw;

import io.vertx.core.AsyncResult;
import io.wsgateway.auth.Identity;
import io.wsgateway.auth.TokenException;
import io.wsgateway.auth.TokenException.Reason;
import io.wsgateway.auth.Tokens;
import io.wsgateway.loop.Loop;
import io.wsgateway.loop.WallTimer;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The time for which a client's token lets it stay. With {@code frames: json}, the client is warned
 * before the token expires and may send another one for the same user; otherwise the connection
 * ends with the token. One token at a time is checked. Belongs to the client's loop.
 */
final class TokenLife {
  private static final long WARNING_MILLIS = TimeUnit.SECONDS.toMillis(30);

  private final Loop loop;
  private final Tokens tokens;
  private final Predicate<String> blocked;
  private final RawClient client;
  private final boolean warns;
  private final WallTimer warning;
  private Identity identity;
  private boolean checking;
  private boolean over;

  /**
   * Begins with the token that the client has connected with.
   *
   * @param blocked whether a user may not connect now
   * @param warns whether the client understands warnings
   */
  TokenLife(
      Loop loop,
      Tokens tokens,
      Predicate<String> blocked,
      RawClient client,
      boolean warns,
      Identity identity) {
    this.loop = loop;
    this.tokens = tokens;
    this.blocked = blocked;
    this.client = client;
    this.warns = warns;
    this.warning = new WallTimer(loop);
    this.identity = identity;
  }

  /** Begins to watch the token's end. */
  void begin() {
    live(identity);
  }

  /** The connection has ended. */
  void end() {
    over = true;
    warning.cancel();
  }

  /** Checks a new token; the client is told only if it is not accepted. */
  void renew(String token) {
    if (checking) {
      refuse("backlog", "the token before this one is still being checked");
      return;
    }
    checking = true;
    tokens.connection(token).onComplete(result -> loop.execute(() -> checked(result)));
  }

  private void checked(AsyncResult<Identity> result) {
    checking = false;
    if (over) {
      return;
    }
    if (result.failed()) {
      boolean again =
          result.cause() instanceof TokenException refusal
              && refusal.reason() == Reason.UNAVAILABLE;
      refuse(again ? "unavailable" : Outcome.Refusal.INVALID, "the token is not accepted");
    } else if (!result.result().user().equals(identity.user())) {
      refuse(Outcome.Refusal.INVALID, "the token is for another user");
    } else if (blocked.test(identity.user())) {
      refuse(Outcome.Refusal.INVALID, "the user is blocked");
    } else {
      live(result.result());
    }
  }

  private void refuse(String code, String sentence) {
    client.send(OutgoingJson.error(null, code, "/token", sentence));
  }

  private void live(Identity now) {
    if (now.endsMillis() > 0) {
      client.endAt(now.endsMillis());
    } else if (identity.endsMillis() > 0) {
      client.endAt(Long.MAX_VALUE); // the token before this one had an end
    }
    identity = now;
    warning.cancel();
    long expires = now.expiresMillis();
    if (warns && expires > 0) {
      warning.at(expires - WARNING_MILLIS, () -> warn(expires));
    }
  }

  private void warn(long expiresMillis) {
    long seconds = Math.round((expiresMillis - loop.wallMillis()) / 1000.0);
    client.send(OutgoingJson.expires(Math.max(0, seconds)));
  }
}
