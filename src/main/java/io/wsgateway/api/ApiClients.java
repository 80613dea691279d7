package io.wsgateway.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.wsgateway.backend.ClientCall;
import io.wsgateway.backend.ClientCallFailed;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Does what the API's callers ask for single clients. Called on the API's event loop. */
public final class ApiClients {
  private final Function<ClientCall, Future<Void>> calls;
  private final BooleanSupplier inService;

  /**
   * Hands on to the clients' nodes.
   *
   * @param calls does it; fails with {@link ClientCallFailed}
   * @param inService false while this node does not know all others: not yet, or no longer
   */
  public ApiClients(Function<ClientCall, Future<Void>> calls, BooleanSupplier inService) {
    this.calls = calls;
    this.inService = inService;
  }

  /** The id of the client that a call is for. */
  static String client(JsonFields fields) {
    if (fields.says("user") || fields.says("session") || fields.says("whitelist")) {
      // Ignoring one would reach others than the caller means.
      throw new ApiFailure(
          ApiError.NOT_AVAILABLE, "clients are named by client alone: there are no users yet");
    }
    String client = fields.text("client");
    if (client.isEmpty()) {
      throw new ApiFailure(ApiError.BAD_REQUEST, "client is required");
    }
    return client;
  }

  /** Does it; an empty result. Fails with {@link ApiFailure}. */
  Future<JsonObject> call(ClientCall call) {
    if (!inService.getAsBoolean()) {
      return Future.failedFuture(ApiPublisher.outOfService());
    }
    return calls
        .apply(call)
        .map(v -> new JsonObject())
        .recover(failure -> Future.failedFuture(translate(failure)));
  }

  private static Throwable translate(Throwable failure) {
    if (!(failure instanceof ClientCallFailed failed)) {
      return failure;
    }
    ApiError error =
        switch (failed.reason()) {
          case BAD_REQUEST -> ApiError.BAD_REQUEST;
          case GONE -> ApiError.NOT_FOUND;
          case TOO_LARGE -> ApiError.TOO_LARGE;
          case BACKLOG -> ApiError.TOO_MANY_REQUESTS;
          case UNAVAILABLE -> ApiError.UNAVAILABLE;
          case TIMEOUT -> ApiError.TIMEOUT;
        };
    return new ApiFailure(error, failed.explanation());
  }
}
