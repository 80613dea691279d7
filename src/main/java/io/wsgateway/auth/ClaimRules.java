package io.wsgateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.channel.ChannelName;
import io.wsgateway.channel.JsonText;
import io.wsgateway.config.AuthConfig;
import io.wsgateway.config.JwtConfig;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the claims of a token must say, with the names and meanings of Centrifugo's. Thread-safe.
 *
 * @param leewayMillis how far clocks may differ
 * @param clock the wall clock, in milliseconds since 1970
 */
record ClaimRules(
    @Nullable String issuer, @Nullable String audience, long leewayMillis, LongSupplier clock) {
  private static final int MAX_CHANNELS = 128;
  private static final int CHANNEL_BYTES = 255;

  static ClaimRules of(AuthConfig auth, LongSupplier clock) {
    JwtConfig jwt = auth.jwt();
    return new ClaimRules(
        jwt.issuer(), jwt.audience(), TimeUnit.SECONDS.toMillis(jwt.leewaySeconds()), clock);
  }

  /** Returns the identity in a connection token. */
  Identity connection(Claims claims) throws TokenException {
    if (claims.has("channel")) {
      throw SignedToken.invalid("the token is for a subscription (channel), not for a connection");
    }
    checkParties(claims);
    String user = claims.user();
    String info = info(claims);
    Set<String> channels = channels(claims);
    long expires = expires(claims);
    return new Identity(user, info, channels, expires, ends(expires));
  }

  /** Returns the grant in a subscription token. */
  SubscriptionGrant subscription(Claims claims) throws TokenException {
    String channel = claims.text("channel");
    if (channel == null) {
      throw SignedToken.invalid("the token is not for a subscription: it has no channel");
    }
    checkChannel(channel, "channel");
    checkParties(claims);
    String user = claims.user();
    String info = info(claims);
    String client = claims.text("client");
    long expires = expires(claims);
    return new SubscriptionGrant(
        user, client == null ? "" : client, channel, info, expires, ends(expires));
  }

  private long ends(long expires) {
    return expires == 0 ? 0 : expires + leewayMillis;
  }

  private void checkParties(Claims claims) throws TokenException {
    String iss = claims.text("iss");
    List<String> aud = claims.texts("aud");
    claims.text("jti");
    if (issuer != null && !issuer.equals(iss)) {
      throw SignedToken.invalid("the token's iss is not auth.jwt.issuer");
    }
    if (audience != null && !aud.contains(audience)) {
      throw SignedToken.invalid("the token's aud does not name auth.jwt.audience");
    }
  }

  /**
   * Checks the times, and returns when what the token allows expires, in milliseconds; 0: never.
   * {@code expire_at} decides that alone if it is there, while {@code exp} still limits for how
   * long the token may be used.
   */
  private long expires(Claims claims) throws TokenException {
    OptionalLong exp = claims.seconds("exp", false);
    OptionalLong nbf = claims.seconds("nbf", false);
    OptionalLong expireAt = claims.seconds("expire_at", true);
    claims.seconds("iat", false);
    long now = clock.getAsLong();
    if (exp.isPresent() && now >= millis(exp) + leewayMillis) {
      throw Claims.expired("the token has expired (exp)");
    }
    if (nbf.isPresent() && now < millis(nbf) - leewayMillis) {
      throw Claims.expired("the token is not valid yet (nbf)");
    }
    if (expireAt.isEmpty()) {
      return exp.isPresent() ? millis(exp) : 0;
    }
    if (expireAt.getAsLong() <= 0) {
      return 0;
    }
    if (now >= millis(expireAt) + leewayMillis) {
      throw Claims.expired("what the token allows has expired (expire_at)");
    }
    return millis(expireAt);
  }

  private static long millis(OptionalLong seconds) {
    return TimeUnit.SECONDS.toMillis(seconds.getAsLong());
  }

  /** With {@code subs} there, {@code channels} is ignored, as Centrifugo does. */
  private static Set<String> channels(Claims claims) throws TokenException {
    List<String> listed = claims.list("channels");
    List<String> subs = claims.names("subs");
    String name = subs.isEmpty() ? "channels" : "subs";
    List<String> names = subs.isEmpty() ? listed : subs;
    if (names.size() > MAX_CHANNELS) {
      throw SignedToken.invalid("the token has over " + MAX_CHANNELS + " " + name);
    }
    for (String channel : names) {
      checkChannel(channel, name);
    }
    return Set.copyOf(new LinkedHashSet<>(names));
  }

  private static void checkChannel(String channel, String claim) throws TokenException {
    if (ChannelName.problem(channel, CHANNEL_BYTES).isPresent()) {
      throw SignedToken.invalid("the token's " + claim + " has a name that cannot be a channel");
    }
  }

  /** Bytes that are no JSON stay what other clients get of bytes. */
  private static @Nullable String info(Claims claims) throws TokenException {
    String base64 = claims.text("b64info");
    if (base64 == null || base64.isEmpty()) {
      return claims.json("info");
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      return JsonText.problem(bytes).isEmpty()
          ? new String(bytes, UTF_8)
          : "{\"base64\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"}";
    } catch (IllegalArgumentException e) {
      throw SignedToken.invalid("the token's b64info is not base64");
    }
  }
}
