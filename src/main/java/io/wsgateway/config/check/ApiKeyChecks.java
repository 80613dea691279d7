package io.wsgateway.config.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.config.ApiConfig;
import io.wsgateway.config.ApiKeyConfig;
import io.wsgateway.config.ApiKeyConfig.ApiScope;
import io.wsgateway.config.schema.EnumNames;
import io.wsgateway.config.text.KeyPaths;
import io.wsgateway.config.text.Printable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Checks the keys of the HTTP API. */
final class ApiKeyChecks {
  private static final int SHORTEST = 32;

  private final Problems problems;
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, String> secrets = new HashMap<>();

  private ApiKeyChecks(Problems problems) {
    this.problems = problems;
  }

  static void check(ApiConfig api, Problems problems) {
    ApiKeyChecks checks = new ApiKeyChecks(problems);
    for (int i = 0; i < api.keys().size(); i++) {
      checks.key(api.keys().get(i), KeyPaths.element("api.keys", i));
    }
  }

  private void key(ApiKeyConfig apiKey, String path) {
    String other = names.putIfAbsent(apiKey.name(), path);
    if (other != null) {
      problems.add(
          path + ".name", Printable.quoted(apiKey.name()) + " is already the name of " + other);
    }
    if (apiKey.key().isRead()) {
      secret(apiKey.key().reveal(), path + ".key");
    }
    List<ApiScope> scopes = apiKey.scopes();
    if (scopes.isEmpty()) {
      problems.add(
          path + ".scopes", "is required; allowed: a list of " + String.join(", ", scopeNames()));
    } else if (!problems.failedWithin(path + ".scopes")
        && new HashSet<>(scopes).size() < scopes.size()) {
      problems.add(path + ".scopes", "contains a scope twice");
    }
  }

  private void secret(String secret, String key) {
    if (problems.failed(key)) {
      return;
    }
    int length = secret.getBytes(UTF_8).length;
    if (length < SHORTEST) {
      problems.add(key, "has " + length + " bytes; allowed: at least " + SHORTEST);
    } else if (!secret.matches("[\\x21-\\x7e]+")) {
      // Clients send the key in an HTTP header.
      problems.add(key, "contains a character that is not visible ASCII");
    } else {
      String other = secrets.putIfAbsent(secret, key);
      if (other != null) {
        problems.add(key, "is the same as " + other);
      }
    }
  }

  private static List<String> scopeNames() {
    return EnumNames.all(ApiScope.class);
  }
}
