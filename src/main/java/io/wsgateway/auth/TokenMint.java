package io.wsgateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import io.vertx.core.json.JsonObject;
import io.wsgateway.auth.TokenException.Reason;
import io.wsgateway.channel.JsonText;
import io.wsgateway.config.AuthConfig;
import io.wsgateway.config.JwtKeyConfig;
import io.wsgateway.config.jwt.TokenKey;
import io.wsgateway.config.jwt.TokenKeyException;
import io.wsgateway.config.jwt.TokenKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Signs tokens for tests and trials, with a shared secret of the configuration. It returns only
 * tokens that the checks of this configuration accept. Immutable.
 */
public final class TokenMint {
  private final AuthConfig auth;
  private final TokenKey key;
  private final LongSupplier clock;
  private final JwtTokens checks;

  private TokenMint(AuthConfig auth, List<TokenKey> keys, TokenKey key, LongSupplier clock) {
    this.auth = auth;
    this.key = key;
    this.clock = clock;
    this.checks = new JwtTokens(new KeyRing(keys), ClaimRules.of(auth, clock), null, null, null);
  }

  /**
   * What a token says.
   *
   * @param user the user's id; empty for an anonymous client
   * @param channel the channel of a subscription token; null for a connection token
   * @param seconds how long it lasts
   * @param info what others may be told about the client, as JSON text; null: nothing
   */
  public record Content(
      String user, @Nullable String channel, long seconds, @Nullable String info) {}

  /**
   * Chooses the key. Blocks while it reads the files of public keys.
   *
   * @param name the id of the key, or the algorithm of a key without id; null if there is only one
   *     that can sign
   * @throws TokenException if no key can sign, or the name does not select one; its sentence says
   *     what to do
   */
  public static TokenMint of(AuthConfig auth, @Nullable String name) throws TokenException {
    return of(auth, name, System::currentTimeMillis);
  }

  static TokenMint of(AuthConfig auth, @Nullable String name, LongSupplier clock)
      throws TokenException {
    List<TokenKey> keys = new ArrayList<>();
    for (JwtKeyConfig config : auth.jwt().keys()) {
      try {
        keys.add(TokenKeys.of(config));
      } catch (TokenKeyException e) {
        throw problem(e.key("auth.jwt.keys[]") + ": " + e.getMessage());
      }
    }
    return new TokenMint(auth, keys, choose(auth, keys, name), clock);
  }

  private static TokenKey choose(AuthConfig auth, List<TokenKey> keys, @Nullable String name)
      throws TokenException {
    if (keys.isEmpty() && auth.jwt().jwksUrl() == null) {
      throw problem(
          "there is no key to sign with: set auth.jwt.keys, for example [{alg: HS256, secret:"
              + " \"file:PATH\"}]");
    }
    List<TokenKey> named =
        name == null ? keys : keys.stream().filter(key -> isNamed(key, name)).toList();
    if (named.isEmpty() && name != null) {
      throw problem("auth.jwt.keys has no key of that id or algorithm; there are " + list(keys));
    }
    List<TokenKey> able = named.stream().filter(key -> key.alg().symmetric()).toList();
    if (able.isEmpty()) {
      throw problem(
          "the gateway cannot sign a token: "
              + (named.isEmpty()
                  ? "auth.jwt.jwksUrl publishes"
                  : "auth.jwt.keys has (" + list(named) + ")")
              + " public keys, which only check tokens; sign with the private key where it is, or"
              + " use a configuration with an HS256 secret for tests");
    }
    if (able.size() > 1) {
      throw problem("several keys can sign: choose one with --key: " + list(able));
    }
    return able.get(0);
  }

  private static boolean isNamed(TokenKey key, String name) {
    return key.kid() == null ? key.alg().toString().equals(name) : key.kid().equals(name);
  }

  private static String list(List<TokenKey> keys) {
    return keys.isEmpty()
        ? "none"
        : keys.stream().map(TokenKey::toString).collect(Collectors.joining(", "));
  }

  /**
   * Signs a token with the issuer and audience of the configuration.
   *
   * @throws TokenException if the gateway would not accept it; the sentence says why
   */
  public String sign(Content content) throws TokenException {
    JWSHeader.Builder header =
        new JWSHeader.Builder(JWSAlgorithm.parse(key.alg().toString())).type(JOSEObjectType.JWT);
    if (key.kid() != null) {
      header.keyID(key.kid());
    }
    JWSObject token = new JWSObject(header.build(), new Payload(claims(content)));
    try {
      token.sign(new MACSigner(key.key().getEncoded()));
    } catch (JOSEException e) {
      throw new IllegalStateException("a secret that was checked cannot sign: " + key, e);
    }
    String text = token.serialize();
    // The keys at hand decide, so the explanation is there.
    TokenExplanation explained = checks.explain(text).result();
    if (!explained.accepted()) {
      throw problem("the gateway would refuse such a token: " + explained.refusal());
    }
    return text;
  }

  private String claims(Content content) throws TokenException {
    long now = clock.getAsLong() / 1000;
    JsonObject claims = new JsonObject().put("sub", content.user());
    if (auth.jwt().issuer() != null) {
      claims.put("iss", auth.jwt().issuer());
    }
    if (auth.jwt().audience() != null) {
      claims.put("aud", auth.jwt().audience());
    }
    claims.put("iat", now).put("exp", now + content.seconds());
    if (content.channel() != null) {
      claims.put("channel", content.channel());
    }
    String json = claims.encode();
    String info = content.info();
    if (info == null) {
      return json;
    }
    if (JsonText.problem(info.getBytes(UTF_8)).isPresent()) {
      throw problem("the info is not JSON");
    }
    return json.substring(0, json.length() - 1) + ",\"info\":" + info + "}";
  }

  private static TokenException problem(String sentence) {
    return new TokenException(Reason.INVALID, sentence);
  }
}
