package io.wsgateway.server.admission;

import io.vertx.core.MultiMap;
import io.wsgateway.auth.ConnectHook;
import io.wsgateway.auth.ConnectQuestion;
import io.wsgateway.auth.ConnectQuestion.Header;
import io.wsgateway.auth.CredentialDigest;
import java.util.ArrayList;
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
    List<String> handed = new ArrayList<>();
    for (Header header : passed(upgrade.headers(), token)) {
      if (header.isCredential()) {
        handed.add(header.name());
        handed.add(header.value());
      }
    }
    return handed.isEmpty() ? "" : CredentialDigest.of(handed);
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
