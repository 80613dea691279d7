package io.wsgateway.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.wsgateway.auth.Permissions.Action;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Implements {@code explain}: whether a client could connect, subscribe, publish or read, and if
 * not, which check says no. With {@code path} the question is about an endpoint, otherwise about a
 * channel that a client names. It changes nothing. State belongs to the API's event loop.
 */
final class ExplainMethod implements ApiMethod {
  /** The most questions that wait: some take a place among the checks of clients' tokens. */
  static final int MAX_PENDING = 16;

  private static final int MAX_USER = 128;
  private static final String CONNECT = "connect";

  private final EndpointExplanation endpoints;
  private final ChannelExplanation channels;
  private int pending;

  /**
   * Makes it.
   *
   * @param blocked whether this node refuses a user
   */
  ExplainMethod(ExplainControl control, Predicate<String> blocked) {
    this.endpoints = new EndpointExplanation(control);
    this.channels = new ChannelExplanation(control, blocked);
  }

  @Override
  public Future<JsonObject> call(JsonFields fields) {
    check(fields);
    String action = fields.text("action");
    boolean path = !fields.text("path").isEmpty();
    if (path && !fields.text("path").startsWith("/")) {
      throw bad("path must start with /, without scheme and host; those belong to the field host");
    }
    if (!path && fields.text("channel").isEmpty()) {
      throw bad("path or channel is required");
    }
    if (!path && (action.isEmpty() || action.equals(CONNECT))) {
      throw bad("action is required with channel: subscribe, publish or read; connect needs path");
    }
    if (path && action.equals("read")) {
      throw bad("action read needs channel and no path");
    }
    Action asked = action.isEmpty() || action.equals(CONNECT) ? null : action(action);
    if (pending >= MAX_PENDING) {
      throw new ApiFailure(
          ApiError.TOO_MANY_REQUESTS, MAX_PENDING + " questions are being answered; retry");
    }
    pending++;
    return Future.succeededFuture()
        .compose(
            now ->
                path
                    ? endpoints.of(fields, asked)
                    : channels.of(fields, asked == null ? Action.SUBSCRIBE : asked))
        .onComplete(done -> pending--);
  }

  private static void check(JsonFields fields) {
    String user = fields.text("user");
    if (!user.isEmpty() && !fields.text("token").isEmpty()) {
      throw bad("user and token exclude each other: the token names the user");
    }
    if (user.length() > MAX_USER || user.chars().anyMatch(c -> c < '!' || c > '~')) {
      throw bad("user must be at most 128 printable ASCII characters without spaces");
    }
  }

  private static Action action(String word) {
    for (Action action : Action.values()) {
      if (action.name().toLowerCase(Locale.ROOT).equals(word)) {
        return action;
      }
    }
    throw bad("action must be connect, subscribe, publish or read");
  }

  static ApiFailure bad(String detail) {
    return new ApiFailure(ApiError.BAD_REQUEST, detail);
  }
}
