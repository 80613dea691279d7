package io.wsgateway.config.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.EndpointConfig.EndpointAuth;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.JwtConfig;
import io.wsgateway.config.JwtKeyConfig;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import io.wsgateway.config.Secret;
import io.wsgateway.config.text.KeyPaths;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the keys for client tokens, and that there is one if an endpoint needs tokens. */
final class TokenChecks {
  private TokenChecks() {}

  static void check(GatewayConfig config, Problems problems) {
    JwtConfig jwt = config.auth().jwt();
    Set<String> kids = new HashSet<>();
    for (int i = 0; i < jwt.keys().size(); i++) {
      String path = KeyPaths.element("auth.jwt.keys", i);
      if (!kids.add(jwt.keys().get(i).kid())) {
        problems.add(path + ".kid", "is already the id of another key");
      }
      key(jwt.keys().get(i), path, problems);
    }
    if (jwt.keys().isEmpty() && jwt.jwksUrl() == null) {
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

  private static void key(JwtKeyConfig key, String path, Problems problems) {
    if (problems.failed(path + ".alg")) {
      return;
    }
    Secret secret = key.secret();
    String publicKey = key.publicKey();
    if (key.alg().symmetric()) {
      if (publicKey != null) {
        problems.add(path + ".publicKey", "does not go with " + key.alg() + ": set secret");
      }
      secret(key.alg(), secret, path + ".secret", problems);
    } else {
      if (secret != null) {
        problems.add(path + ".secret", "does not go with " + key.alg() + ": set publicKey");
      }
      if (publicKey == null) {
        problems.add(path + ".publicKey", "is required with " + key.alg());
      } else {
        TlsChecks.publicKey(publicKey, path + ".publicKey", problems);
      }
    }
  }

  private static void secret(JwtAlgorithm alg, @Nullable Secret secret, String path, Problems p) {
    // RFC 7518, section 3.2: at least as long as the hash.
    int shortest = Integer.parseInt(alg.name().substring(2)) / 8;
    if (secret == null) {
      p.add(path, "is required with " + alg);
    } else if (secret.isRead() && secret.reveal().getBytes(UTF_8).length < shortest) {
      p.add(path, "is too short; allowed with " + alg + ": at least " + shortest + " bytes");
    }
  }
}
