package io.wsgateway.config.check;

import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.EndpointConfig.EndpointAuth;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.JwtConfig;
import io.wsgateway.config.JwtKeyConfig;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import io.wsgateway.config.Secret;
import io.wsgateway.config.jwt.TokenKey;
import io.wsgateway.config.jwt.TokenKeyException;
import io.wsgateway.config.jwt.TokenKeys;
import io.wsgateway.config.text.KeyPaths;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the keys for client tokens, and that there is one if an endpoint needs tokens. */
final class TokenChecks {
  private final JwtConfig jwt;
  private final Problems problems;
  private final Set<String> kids = new HashSet<>();
  private final Set<JwtAlgorithm> withoutKid = EnumSet.noneOf(JwtAlgorithm.class);

  private TokenChecks(JwtConfig jwt, Problems problems) {
    this.jwt = jwt;
    this.problems = problems;
  }

  static void check(GatewayConfig config, Problems problems) {
    JwtConfig jwt = config.auth().jwt();
    new TokenChecks(jwt, problems).keys();
    String url = jwt.jwksUrl();
    if (url != null && !problems.failed("auth.jwt.jwksUrl")) {
      KeySetUrl.problem(url).ifPresent(why -> problems.add("auth.jwt.jwksUrl", why));
    }
    if (jwt.keys().isEmpty() && url == null) {
      usable(config.endpoints(), problems);
    }
    if (config.auth().insecure()) {
      problems.warn("auth.insecure: every client may do everything; for development only");
    }
  }

  private static void usable(List<EndpointConfig> endpoints, Problems problems) {
    for (int i = 0; i < endpoints.size(); i++) {
      if (endpoints.get(i).auth() == EndpointAuth.TOKEN) {
        problems.add(
            KeyPaths.element("endpoints", i) + ".auth",
            "token needs a key to check tokens with: set auth.jwt.keys or auth.jwt.jwksUrl");
      }
    }
  }

  private void keys() {
    for (int i = 0; i < jwt.keys().size(); i++) {
      JwtKeyConfig key = jwt.keys().get(i);
      String path = KeyPaths.element("auth.jwt.keys", i);
      if (!problems.failed(path + ".alg")) {
        Optional<TokenKey> usable = key(key, path);
        String kid = usable.map(TokenKey::kid).orElse(key.kid());
        identity(kid, key.alg(), path);
      }
    }
  }

  /** A token must fit one key only: tried one after the other, the weakest key would decide. */
  private void identity(@Nullable String kid, JwtAlgorithm alg, String path) {
    if (kid != null) {
      if (!kids.add(kid)) {
        problems.add(path + ".kid", "is already the id of another key");
      }
    } else if (!withoutKid.add(alg)) {
      problems.add(path + ".kid", "is required: another key with " + alg + " has none either");
    } else if (jwt.jwksUrl() != null && !alg.symmetric()) {
      problems.add(
          path + ".kid",
          "is required beside auth.jwt.jwksUrl: its keys may have the algorithm " + alg + ", too");
    }
  }

  /** Empty if the key cannot be used, or its files are not to be read. */
  private Optional<TokenKey> key(JwtKeyConfig key, String path) {
    Secret secret = key.secret();
    boolean unread = secret != null && !secret.isRead();
    boolean file = !key.alg().symmetric() && secret == null && key.publicKey() != null;
    if (problems.failed(path + ".secret")
        || unread
        || (file && (problems.failed(path + ".publicKey") || !problems.secretFilesAreHere()))) {
      return Optional.empty();
    }
    try {
      return Optional.of(TokenKeys.of(key));
    } catch (TokenKeyException e) {
      problems.add(e.key(path), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}
