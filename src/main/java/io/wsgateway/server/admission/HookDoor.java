package io.wsgateway.server.admission;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.MultiMap;
import io.wsgateway.auth.ConnectHook;
import io.wsgateway.auth.ConnectQuestion;
import io.wsgateway.auth.ConnectQuestion.Header;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint asks a backend about its clients. Belongs to one event loop.
 *
 * @param hook asks the backend
 * @param headers the names of the headers that the backend is to see
 * @param ids makes the id of a client
 * @param channel the channel of a client by its path; empty if that depends on its user
 */
public record HookDoor(
    ConnectHook hook, List<String> headers, Supplier<String> ids, UnaryOperator<String> channel) {
  private static final String AUTHORIZATION = "Authorization";
  private static final String COOKIE = "Cookie";

  /** Returns whether the backend may see a cookie, which browsers add for every page. */
  boolean passesCookie(UpgradeRequest upgrade) {
    return names(COOKIE) && upgrade.headers().contains(COOKIE);
  }

  private boolean names(String header) {
    return headers.stream().anyMatch(header::equalsIgnoreCase);
  }

  /**
   * Describes a client.
   *
   * @param token what it has handed over as a token; null if nothing
   */
  ConnectQuestion question(UpgradeRequest upgrade, @Nullable String token) {
    ClientAddress client = upgrade.client();
    return new ConnectQuestion(
        upgrade.endpoint().toString(),
        upgrade.path(),
        channel.apply(upgrade.path()),
        ids.get(),
        upgrade.transport(),
        client.address(),
        client.counted() ? client.countKey() : "",
        passed(upgrade.headers(), token));
  }

  /**
   * Returns a digest of the credentials that a request hands over, by which it is known again;
   * empty if there are none.
   *
   * @param token what it has handed over as a token; null if nothing
   */
  String proof(UpgradeRequest upgrade, @Nullable String token) {
    StringBuilder handed = new StringBuilder();
    for (Header header : passed(upgrade.headers(), token)) {
      if (header.isCredential()) {
        // No header has a line break.
        handed.append(header.name()).append(':').append(header.value()).append('\n');
      }
    }
    if (handed.length() == 0) {
      return "";
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(handed.toString().getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Pages cannot set the header of a WebSocket: a token that comes in another way is passed on as
   * if it had been there.
   */
  private List<Header> passed(MultiMap given, @Nullable String token) {
    List<Header> passed = new ArrayList<>();
    for (String name : headers) {
      List<String> values = given.getAll(name);
      if (!values.isEmpty()) {
        String between = name.equalsIgnoreCase(COOKIE) ? "; " : ", ";
        passed.add(new Header(name, String.join(between, values)));
      } else if (name.equalsIgnoreCase(AUTHORIZATION) && token != null) {
        passed.add(new Header(name, "Bearer " + token));
      }
    }
    return passed;
  }
}
