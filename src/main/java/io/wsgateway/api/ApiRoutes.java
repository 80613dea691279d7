package io.wsgateway.api;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.wsgateway.metrics.ApiMetrics;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Serves {@code POST /api/<method>} in the form of Centrifugo's server API: 200 with {@code result}
 * or {@code error}, 400 for a body that is not JSON, 401 with an empty body, 405 for other verbs.
 */
final class ApiRoutes {
  private static final String ERROR_MODE = "X-Centrifugo-Error-Mode";

  private static final String OK = "ok";

  private final ApiGate gate;
  private final List<ApiTable.Row> table;
  private final IntSupplier bodyBytes;
  private final ApiMetrics metrics;

  ApiRoutes(ApiGate gate, List<ApiTable.Row> table, IntSupplier bodyBytes, ApiMetrics metrics) {
    this.gate = gate;
    this.table = table;
    this.bodyBytes = bodyBytes;
    this.metrics = metrics;
    for (ApiTable.Row row : table) {
      metrics.declare(row.name(), OK);
      for (ApiError error : ApiError.values()) {
        metrics.declare(row.name(), Integer.toString(error.code()));
      }
    }
  }

  void mount(Router router) {
    table.forEach(row -> router.route("/api/" + row.name()).handler(c -> handle(c, row)));
    router.route("/api/*").handler(c -> Responses.refuse(c, 404, "no such API method"));
  }

  private void handle(RoutingContext context, ApiTable.Row row) {
    if (!context.request().method().equals(HttpMethod.POST)) {
      Responses.empty(context, 405, "Allow", "POST");
    } else if (!gate.admits(context, row.scope())) {
      return;
    } else if (isEncoded(context.request())) {
      // RFC 9110, section 15.5.16.
      context.response().putHeader("Accept-Encoding", "identity");
      Responses.refuse(context, 415, "no Content-Encoding is supported: send the body as it is");
    } else {
      int most = bodyBytes.getAsInt();
      RequestBody.read(context.request(), most)
          .onSuccess(body -> call(context, row, body))
          .onFailure(cause -> bodyFailed(context, most));
    }
  }

  private static boolean isEncoded(HttpServerRequest request) {
    return request.headers().getAll("Content-Encoding").stream()
        .anyMatch(coding -> !coding.isBlank() && !coding.trim().equalsIgnoreCase("identity"));
  }

  private static void bodyFailed(RoutingContext context, int most) {
    Responses.refuse(context, 413, "body over " + most + " bytes (limits.apiBodyBytes)");
  }

  private void call(RoutingContext context, ApiTable.Row row, Buffer body) {
    Future.succeededFuture(body.getBytes())
        .map(JsonFields::parse)
        .compose(row.method()::call)
        .onComplete(outcome -> answer(context, row, outcome));
  }

  private void answer(RoutingContext context, ApiTable.Row row, AsyncResult<JsonObject> outcome) {
    if (outcome.cause() instanceof BadBodyException bad) {
      Responses.text(context, 400, "Bad Request: " + bad.getMessage());
      return;
    }
    if (outcome.succeeded()) {
      metrics.answered(row.name(), OK);
      Responses.json(context, 200, new JsonObject().put("result", outcome.result()));
      return;
    }
    ApiFailure failure = ApiAnswer.failure(outcome.cause());
    metrics.answered(row.name(), Integer.toString(failure.error().code()));
    if ("transport".equalsIgnoreCase(context.request().getHeader(ERROR_MODE))) {
      Responses.json(context, failure.error().status(), failure.toJson());
    } else {
      Responses.json(context, 200, new JsonObject().put("error", failure.toJson()));
    }
  }
}
