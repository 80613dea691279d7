package io.wsgateway.config.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.channel.ChannelName;
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
import java.util.Optional;

/** Checks the keys of the HTTP API. */
final class ApiKeyChecks {
  private static final int SHORTEST = 32;

  /** Each channel of a broadcast is compared with each of them. */
  private static final int MOST_CHANNELS = 100;

  private final Problems problems;
  private final int channelBytes;
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, String> secrets = new HashMap<>();

  private ApiKeyChecks(Problems problems, int channelBytes) {
    this.problems = problems;
    this.channelBytes = channelBytes;
  }

  /**
   * Checks them.
   *
   * @param channelBytes how long the name of a channel may be
   */
  static void check(ApiConfig api, int channelBytes, Problems problems) {
    ApiKeyChecks checks = new ApiKeyChecks(problems, channelBytes);
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
    channels(apiKey, path + ".channels");
  }

  private void channels(ApiKeyConfig apiKey, String path) {
    List<String> patterns = apiKey.channels();
    if (problems.failed(path)) {
      return;
    }
    if (patterns.size() > MOST_CHANNELS) {
      problems.add(path, "has " + patterns.size() + " entries; allowed: at most " + MOST_CHANNELS);
      return;
    }
    for (int i = 0; i < patterns.size(); i++) {
      String element = KeyPaths.element(path, i);
      String pattern = patterns.get(i);
      problem(pattern)
          .ifPresent(why -> problems.add(element, Printable.quoted(pattern) + " " + why));
    }
    if (!patterns.isEmpty() && apiKey.scopes().contains(ApiScope.MANAGE)) {
      problems.warn(
          path
              + " limits the key to channels, so that it cannot call a method of the scope manage:"
              + " take manage away, or give manage to a key of its own");
    }
  }

  /** Why a text is no pattern, as the end of a sentence; empty if it is one. */
  private Optional<String> problem(String pattern) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return ChannelName.problem(pattern, channelBytes);
    }
    if (star < pattern.length() - 1) {
      return Optional.of("has a * that is not its last character");
    }
    if (star > channelBytes) {
      return Optional.of("is longer than " + channelBytes + " bytes (limits.channelBytes)");
    }
    // The character in place of the * makes a name of every beginning of a name.
    return ChannelName.problem(pattern.substring(0, star) + "x", Integer.MAX_VALUE);
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
