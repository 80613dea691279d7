package io.wsgateway.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.wsgateway.backend.ClientCall;
import io.wsgateway.backend.ClientCallFailed;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** Executes what the API's callers request for single clients. Called on the API's event loop. */
public final class ApiClients {
  private final Function<ClientCall, Future<Void>> calls;
  private final BooleanSupplier inService;

  /**
   * Forwards to the clients' nodes.
   *
   * @param calls executes a call; fails with {@link ClientCallFailed}
   * @param inService false while this node does not know all others, because it is starting or
   *     stopping
   */
  public ApiClients(Function<ClientCall, Future<Void>> calls, BooleanSupplier inService) {
    this.calls = calls;
    this.inService = inService;
  }

  /** The id of the client that a call is for. */
  static String client(JsonFields fields) {
    if (fields.says("user")) {
      throw new ApiFailure(
          ApiError.NOT_AVAILABLE, "this method selects a client by the field client only");
    }
    String client = anyClient(fields);
    if (client.isEmpty()) {
      throw new ApiFailure(ApiError.BAD_REQUEST, "client is required");
    }
    return client;
  }

  /** The id of the client that a call for a user is limited to; empty: all of the user's. */
  static String anyClient(JsonFields fields) {
    if (fields.says("session") || fields.says("whitelist")) {
      // Ignoring one would reach other clients than the caller means.
      throw new ApiFailure(ApiError.NOT_AVAILABLE, "clients are selected by client and user only");
    }
    return fields.text("client");
  }

  /** Executes the call; the result is empty. Fails with {@link ApiFailure}. */
  Future<JsonObject> call(ClientCall call) {
    return call(() -> calls.apply(call));
  }

  /** The same for a call that may concern several clients. */
  Future<JsonObject> call(Supplier<Future<Void>> call) {
    if (!inService.getAsBoolean()) {
      return Future.failedFuture(ApiPublisher.outOfService());
    }
    return call.get()
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
