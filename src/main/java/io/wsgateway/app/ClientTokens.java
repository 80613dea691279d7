package io.wsgateway.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.wsgateway.auth.JwtTokens;
import io.wsgateway.auth.TokenException;
import io.wsgateway.auth.TokenException.Reason;
import io.wsgateway.auth.Tokens;
import io.wsgateway.config.AuthConfig;
import io.wsgateway.config.jwt.TokenKeyException;
import io.wsgateway.metrics.JwksMetrics;

/** Makes the checks of client tokens. */
final class ClientTokens {
  private ClientTokens() {}

  /**
   * Makes the checks of a node off its event loops, because that reads files. What it opens ends
   * with {@code vertx}.
   *
   * @return fails with a {@link StartException} if a key cannot be used
   */
  static Future<JwtTokens> of(AuthConfig auth, Vertx vertx, MeterRegistry registry) {
    JwksMetrics metrics = new JwksMetrics(registry);
    return vertx
        .executeBlocking(() -> JwtTokens.of(auth, vertx, metrics::failed))
        .recover(failure -> Future.failedFuture(explained(failure)));
  }

  private static Throwable explained(Throwable failure) {
    return failure instanceof TokenKeyException unusable
        ? new StartException(
            unusable.key("auth.jwt.keys[]") + ": " + unusable.getMessage(), unusable)
        : failure;
  }

  /** Returns checks for a node none of whose endpoints asks for a token. */
  static Tokens none() {
    return token ->
        Future.failedFuture(new TokenException(Reason.INVALID, "no endpoint takes tokens"));
  }
}
