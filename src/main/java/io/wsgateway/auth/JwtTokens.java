package io.wsgateway.auth;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.wsgateway.channel.FaultLog;
import io.wsgateway.config.AuthConfig;
import io.wsgateway.config.JwtKeyConfig;
import io.wsgateway.config.jwt.TokenKey;
import io.wsgateway.config.jwt.TokenKeyException;
import io.wsgateway.config.jwt.TokenKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks JSON Web Tokens (RFC 7519) with the keys of {@code auth.jwt}. A token passes these checks
 * in order, cheap ones first: its length, its form, its header, one key of its algorithm, its
 * signature, and only then its claims. The practices are those of RFC 8725.
 *
 * <p>A configured key decides before a published one. Thread-safe.
 */
public final class JwtTokens implements Tokens {
  private static final Logger LOG = LoggerFactory.getLogger(JwtTokens.class);

  private final KeyRing configured;
  private final ClaimRules rules;
  private final @Nullable PublishedKeys published;
  private final @Nullable KeySetReader reader;
  private final @Nullable SignatureWorkers workers;
  private final FaultLog faults =
      new FaultLog(
          () -> {},
          () -> LOG.atError().addKeyValue("event", "auth.token.failed"),
          "a token was refused because of an internal error");

  JwtTokens(
      KeyRing configured,
      ClaimRules rules,
      @Nullable PublishedKeys published,
      @Nullable KeySetReader reader,
      @Nullable SignatureWorkers workers) {
    this.configured = configured;
    this.rules = rules;
    this.published = published;
    this.reader = reader;
    this.workers = workers;
  }

  /**
   * Makes the checks of a node, and begins to read {@code auth.jwt.jwksUrl} if it is set: nobody
   * waits for that. Blocks while it reads the files of public keys.
   *
   * @param failure is called, on any thread, for each read of the key set that failed
   * @throws TokenKeyException if a configured key cannot be used; {@link TokenKeyException#key}
   *     names it below {@code auth.jwt.keys[]}
   */
  public static JwtTokens of(AuthConfig auth, Vertx vertx, Runnable failure)
      throws TokenKeyException {
    return of(
        auth,
        vertx,
        failure,
        System::currentTimeMillis,
        new HttpClientOptions(),
        PublishedKeys.Timing.USUAL);
  }

  static JwtTokens of(
      AuthConfig auth,
      Vertx vertx,
      Runnable failure,
      LongSupplier clock,
      HttpClientOptions options,
      PublishedKeys.Timing timing)
      throws TokenKeyException {
    List<TokenKey> keys = new ArrayList<>();
    for (JwtKeyConfig key : auth.jwt().keys()) {
      keys.add(TokenKeys.of(key));
    }
    KeyRing ring = new KeyRing(keys);
    ClaimRules rules = ClaimRules.of(auth, clock);
    String url = auth.jwt().jwksUrl();
    if (url == null) {
      boolean slow = keys.stream().anyMatch(key -> SignatureWorkers.isSlow(key.alg()));
      return new JwtTokens(ring, rules, null, null, slow ? new SignatureWorkers(vertx) : null);
    }
    KeySetReader reader = new KeySetReader(vertx, options, url, timing.timeout());
    PublishedKeys published = new PublishedKeys(vertx, reader, timing, new KeySetLog(failure));
    published.start();
    return new JwtTokens(ring, rules, published, reader, new SignatureWorkers(vertx));
  }

  @Override
  public Future<Identity> connection(String token) {
    return check(token, rules::connection);
  }

  /**
   * Checks a subscription token, as {@link #connection} does with a connection token.
   *
   * @return what it allows; fails with a {@link TokenException} and with nothing else
   */
  public Future<SubscriptionGrant> subscription(String token) {
    return check(token, rules::subscription);
  }

  /** Explains a token of either kind, with the very same checks; never fails. */
  public Future<TokenExplanation> explain(String token) {
    return guarded(() -> SignedToken.of(token))
        .compose(parts -> key(parts).compose(key -> explain(parts, key)))
        .recover(refusal -> Future.succeededFuture(TokenExplanation.of(null, cause(refusal))));
  }

  /** Ends reading the key set and checking tokens of slow algorithms. */
  public Future<Void> close() {
    if (published != null) {
      published.close();
    }
    Future<Void> read = reader == null ? Future.succeededFuture() : reader.close();
    Future<Void> checked = workers == null ? Future.succeededFuture() : workers.close();
    return Future.join(read, checked).mapEmpty();
  }

  /** Reads one kind of token out of verified claims. */
  private interface ClaimReader<T> {
    T read(Claims claims) throws TokenException;
  }

  private <T> Future<T> check(String token, ClaimReader<T> claims) {
    return guarded(() -> SignedToken.of(token))
        .compose(
            parts -> key(parts).compose(key -> run(key, () -> claims.read(verified(parts, key)))));
  }

  /** Slow algorithms must not hold up the event loop that asks. */
  private <T> Future<T> run(TokenKey key, Guarded<T> check) {
    return workers != null && SignatureWorkers.isSlow(key.alg())
        ? workers.run(() -> guarded(check)).compose(done -> done)
        : guarded(check);
  }

  private Future<TokenKey> key(SignedToken token) {
    return guarded(
            () -> {
              TokenHeader header = TokenHeader.of(token.header());
              Optional<TokenKey> key = configured.find(header);
              if (key.isPresent()) {
                return Future.succeededFuture(key.get());
              }
              if (published == null || header.alg().symmetric()) {
                throw PublishedKeys.noKey();
              }
              Optional<TokenKey> atHand = published.find(header);
              return atHand.isPresent()
                  ? Future.succeededFuture(atHand.get())
                  : published.later(header);
            })
        .compose(key -> key);
  }

  private static Claims verified(SignedToken token, TokenKey key) throws TokenException {
    if (!Signatures.verify(key, token)) {
      throw SignedToken.invalid("the token's signature is not that of the key it is for");
    }
    return Claims.of(token.payload());
  }

  private interface Guarded<T> {
    T get() throws TokenException;
  }

  /** One client's token must not stop what others ask for. */
  private <T> Future<T> guarded(Guarded<T> value) {
    try {
      return Future.succeededFuture(value.get());
    } catch (TokenException e) {
      return Future.failedFuture(e);
    } catch (RuntimeException e) {
      faults.add(e);
      return Future.failedFuture(SignedToken.invalid("the token could not be checked"));
    }
  }

  /** A token with {@code channel} is for a subscription, so the rules of that kind count. */
  private Future<TokenExplanation> explain(SignedToken token, TokenKey key) {
    String name = key.toString();
    return run(
            key,
            () -> {
              Claims claims = verified(token, key);
              return claims.has("channel")
                  ? TokenExplanation.of(name, rules.subscription(claims))
                  : TokenExplanation.of(name, rules.connection(claims));
            })
        .recover(refusal -> Future.succeededFuture(TokenExplanation.of(name, cause(refusal))));
  }

  private static TokenException cause(Throwable refusal) {
    return refusal instanceof TokenException e
        ? e
        : SignedToken.invalid("the token could not be checked");
  }
}
