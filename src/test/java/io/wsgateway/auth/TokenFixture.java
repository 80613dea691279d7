package io.wsgateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.wsgateway.auth.TokenException.Reason;
import io.wsgateway.config.AuthConfig;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import io.wsgateway.config.jwt.TokenKey;
import io.wsgateway.config.load.ConfigLoader;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What tests of tokens share: a fixed clock, keys of every algorithm, and what comes of a token.
 */
final class TokenFixture {
  /** The wall clock of these tests, in seconds. */
  static final long NOW = 1_900_000_000L;

  private TokenFixture() {}

  static AuthConfig auth(String jwt) {
    return ConfigLoader.parse("auth: {jwt: {" + jwt + "}}").config().auth();
  }

  /** A key of each algorithm, whose id is its name. */
  static List<TokenKey> keys() {
    return Stream.of(JwtAlgorithm.values()).map(alg -> key(alg.toString(), alg)).toList();
  }

  static TokenKey key(String kid, JwtAlgorithm alg) {
    return new TokenKey(
        kid, alg, alg.symmetric() ? TestKeys.signing(alg) : TestKeys.pair(alg, "a").getPublic());
  }

  static JwtTokens tokens(List<TokenKey> keys, String jwt) {
    return new JwtTokens(new KeyRing(keys), rules(jwt), null, null, null);
  }

  static ClaimRules rules(String jwt) {
    return ClaimRules.of(auth(jwt), () -> NOW * 1000);
  }

  static JwtTokens tokens() {
    return tokens(keys(), "leewaySeconds: 10");
  }

  static String claims(String members) {
    return TestKeys.token(JwtAlgorithm.HS256, "HS256", "{" + members + "}");
  }

  /** The value of a future; a refusal is thrown. */
  static <T> T await(Future<T> future) throws TokenException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(20, TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      assertThat(e.getCause()).isInstanceOf(TokenException.class);
      throw (TokenException) e.getCause();
    }
  }

  static TokenException refusal(Future<?> future) {
    try {
      throw new AssertionError("accepted: " + await(future));
    } catch (TokenException e) {
      return e;
    }
  }

  static void assertRefused(Future<?> future, Reason reason, String sentence) {
    assertThat(future.isComplete()).isTrue();
    TokenException refusal = refusal(future);
    assertThat(refusal).hasMessageContaining(sentence);
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.getStackTrace()).isEmpty();
  }

  static void close(Vertx vertx) {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
