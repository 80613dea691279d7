package io.wsgateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.config.ApiKeyConfig;
import io.wsgateway.config.ApiKeyConfig.ApiScope;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Knows the named keys of the API. A key is sent in a header, never in the query. Thread-safe. */
final class ApiKeys {
  private static final String HEADER = "X-API-Key";

  private volatile List<ApiKey> keys;

  /**
   * Keys are compared by their digests, so that the time reveals neither a key's length nor where
   * it differs.
   */
  private static final class ApiKey {
    private final Caller caller;
    private final byte[] digest;

    ApiKey(ApiKeyConfig config) {
      this.caller =
          new Caller(config.name(), Set.copyOf(config.scopes()), KeyChannels.of(config.channels()));
      this.digest = digest(config.key().reveal());
    }
  }

  /** The caller's name, its scopes and the channels that it may use. */
  record Caller(String name, Set<ApiScope> scopes, KeyChannels channels) {}

  ApiKeys(List<ApiKeyConfig> keys) {
    this.keys = keys.stream().map(ApiKey::new).toList();
  }

  /** Replaces all keys, for the next request. */
  void replace(List<ApiKeyConfig> newKeys) {
    keys = newKeys.stream().map(ApiKey::new).toList();
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  /** The caller whose key the request carries; null without a valid one. */
  @Nullable Caller caller(HttpServerRequest request) {
    String presented = presented(request);
    if (presented == null) {
      return null;
    }
    byte[] digest = digest(presented);
    Caller caller = null;
    for (ApiKey key : keys) { // all of them, so that the time does not reveal which one matched
      if (MessageDigest.isEqual(key.digest, digest)) {
        caller = key.caller;
      }
    }
    return caller;
  }

  /** {@code X-API-Key} alone decides where it is present, else {@code Authorization: apikey}. */
  private static @Nullable String presented(HttpServerRequest request) {
    List<String> own = request.headers().getAll(HEADER);
    if (!own.isEmpty()) {
      return own.size() == 1 ? own.get(0) : null;
    }
    List<String> authorization = request.headers().getAll("Authorization");
    if (authorization.size() != 1) {
      return null;
    }
    String[] words = authorization.get(0).trim().split(" +", -1);
    return words.length == 2 && words[0].toLowerCase(Locale.ROOT).equals("apikey")
        ? words[1]
        : null;
  }

  /** Whether the request carries something that was compared with the keys. */
  static boolean presents(HttpServerRequest request) {
    return presented(request) != null;
  }

  /** Whether there is no key, but another scheme in {@code Authorization}. */
  static boolean usesAnotherScheme(HttpServerRequest request) {
    return !request.headers().contains(HEADER)
        && request.headers().getAll("Authorization").stream()
            .noneMatch(value -> value.trim().toLowerCase(Locale.ROOT).startsWith("apikey"))
        && request.headers().contains("Authorization");
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
