package io.wsgateway.config.jwt;

import io.wsgateway.channel.JsonProblem;
import io.wsgateway.channel.StrictObject;
import io.wsgateway.config.JwtKeyConfig;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import io.wsgateway.config.Secret;
import io.wsgateway.config.text.Printable;
import io.wsgateway.config.tls.PemReader;
import io.wsgateway.config.tls.TlsFileException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the key of a configuration. Blocks while it reads the file of a public key. */
public final class TokenKeys {
  private static final int MAX_DEPTH = 8;

  private TokenKeys() {}

  /**
   * Makes a key.
   *
   * @throws TokenKeyException if the key cannot be used with its algorithm, is too weak, or its
   *     file cannot be read
   */
  public static TokenKey of(JwtKeyConfig config) throws TokenKeyException {
    JwtAlgorithm alg = config.alg();
    Secret secret = config.secret();
    String file = config.publicKey();
    if (alg.symmetric()) {
      if (file != null) {
        throw new TokenKeyException(".publicKey", "does not go with " + alg + ": set secret");
      }
      if (secret == null) {
        throw new TokenKeyException(".secret", "is required with " + alg);
      }
      return new TokenKey(config.kid(), alg, SharedSecret.key(alg, secret.reveal()));
    }
    if (secret != null) {
      throw new TokenKeyException(".secret", "does not go with " + alg + ": set publicKey");
    }
    if (file == null) {
      throw new TokenKeyException(".publicKey", "is required with " + alg);
    }
    return ofFile(config, file);
  }

  private static TokenKey ofFile(JwtKeyConfig config, String file) throws TokenKeyException {
    byte[] bytes;
    try {
      bytes = PemReader.bytes(file);
      if (!isJson(bytes)) {
        return ofPem(config, file, PemReader.publicKey(file, bytes));
      }
    } catch (TlsFileException e) {
      throw new TokenKeyException(".publicKey", String.valueOf(e.getMessage()));
    }
    return ofJwk(config, file, bytes);
  }

  private static boolean isJson(byte[] bytes) {
    for (byte b : bytes) {
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b == '{';
      }
    }
    return false;
  }

  private static TokenKey ofPem(JwtKeyConfig config, String file, byte[] der)
      throws TokenKeyException {
    for (String algorithm : new String[] {"RSA", "EC", "EdDSA"}) {
      try {
        PublicKey key =
            KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
        Optional<String> unfit = KeyStrength.problem(config.alg(), key);
        if (unfit.isPresent()) {
          throw bad(file, unfit.get());
        }
        return new TokenKey(config.kid(), config.alg(), key);
      } catch (GeneralSecurityException e) {
        // Not a key of this algorithm.
      }
    }
    throw bad(file, "contains a public key that is damaged, or not RSA, EC or Ed25519");
  }

  private static TokenKey ofJwk(JwtKeyConfig config, String file, byte[] json)
      throws TokenKeyException {
    StrictObject members;
    try {
      members = StrictObject.read(json, MAX_DEPTH);
    } catch (JsonProblem e) {
      throw bad(file, String.valueOf(e.getMessage()));
    }
    if (members.values().containsKey("keys")) {
      throw bad(file, "is a set of keys: give one of them, or serve it and set auth.jwt.jwksUrl");
    }
    if (members.values().containsKey("d")) {
      throw bad(file, "contains a private key: give the gateway the public one only");
    }
    TokenKey key;
    try {
      key = Jwk.read(members.values());
    } catch (TokenKeyException e) {
      throw bad(file, String.valueOf(e.getMessage()));
    }
    if (members.values().containsKey("alg") && key.alg() != config.alg()) {
      throw bad(file, "contains a key for " + key.alg() + ", but alg is " + config.alg());
    }
    // A key that names no algorithm is for any that it fits.
    Optional<String> unfit = KeyStrength.problem(config.alg(), (PublicKey) key.key());
    if (unfit.isPresent()) {
      throw bad(file, unfit.get());
    }
    return new TokenKey(kid(config, key), config.alg(), key.key());
  }

  private static @Nullable String kid(JwtKeyConfig config, TokenKey key) throws TokenKeyException {
    if (config.kid() != null && key.kid() != null && !config.kid().equals(key.kid())) {
      throw new TokenKeyException(".kid", "is not the kid in the file of publicKey: leave one out");
    }
    return config.kid() == null ? key.kid() : config.kid();
  }

  private static TokenKeyException bad(String file, String predicate) {
    return new TokenKeyException(
        ".publicKey", "the file " + Printable.quoted(file) + " " + predicate);
  }
}
