package io.wsgateway.api;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.wsgateway.metrics.ApiMetrics;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

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
  private final AuditTrail audit;

  /** A call whose key may use the method. */
  private record Call(RoutingContext context, ApiTable.Row row, ApiKeys.Caller caller) {}

  ApiRoutes(
      List<ApiTable.Row> table,
      ApiKeys keys,
      IntSupplier bodyBytes,
      ApiMetrics metrics,
      AuditTrail audit) {
    this.gate = new ApiGate(keys, metrics, audit);
    this.audit = audit;
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
      return;
    }
    ApiKeys.Caller caller = gate.admit(context, row);
    if (caller == null) {
      return;
    }
    Call call = new Call(context, row, caller);
    if (isEncoded(context.request())) {
      // RFC 9110, section 15.5.16.
      context.response().putHeader("Accept-Encoding", "identity");
      refuse(call, 415, "no Content-Encoding is supported: send the body as it is");
      return;
    }
    int most = bodyBytes.getAsInt();
    RequestBody.read(context.request(), most)
        .onSuccess(body -> execute(call, body))
        .onFailure(cause -> bodyFailed(call, cause, most));
  }

  private void bodyFailed(Call call, Throwable cause, int most) {
    if (!(cause instanceof HttpClosedException)) {
      refuse(call, 413, "body over " + most + " bytes (limits.apiBodyBytes)");
    }
  }

  private static boolean isEncoded(HttpServerRequest request) {
    return request.headers().getAll("Content-Encoding").stream()
        .anyMatch(coding -> !coding.isBlank() && !coding.trim().equalsIgnoreCase("identity"));
  }

  private void refuse(Call call, int status, String message) {
    audit.refused(call.context().request(), call.row(), call.caller(), status);
    Responses.refuse(call.context(), status, message);
  }

  private void execute(Call call, Buffer body) {
    Future<JsonFields> fields = Future.succeededFuture(body.getBytes()).map(JsonFields::parse);
    fields
        .map(
            known -> {
              call.caller().channels().check(ApiSubject.of(call.row().name()), known);
              call.row().fields().check(known);
              return known;
            })
        .compose(call.row().method()::call)
        .onComplete(outcome -> answer(call, fields.result(), outcome));
  }

  private void answer(Call call, @Nullable JsonFields fields, AsyncResult<JsonObject> outcome) {
    RoutingContext context = call.context();
    if (outcome.cause() instanceof BadBodyException bad) {
      record(call, fields, AuditTrail.Outcome.of(400));
      Responses.text(context, 400, "Bad Request: " + bad.getMessage());
      return;
    }
    String method = call.row().name();
    if (outcome.succeeded()) {
      metrics.answered(method, OK);
      record(call, fields, AuditTrail.Outcome.ok(ApiAnswer.failures(outcome.result())));
      Responses.json(context, 200, new JsonObject().put("result", outcome.result()));
      return;
    }
    ApiFailure failure = ApiAnswer.failure(outcome.cause());
    metrics.answered(method, Integer.toString(failure.error().code()));
    record(call, fields, AuditTrail.Outcome.of(failure.error().code()));
    if ("transport".equalsIgnoreCase(context.request().getHeader(ERROR_MODE))) {
      Responses.json(context, failure.error().status(), failure.toJson());
    } else {
      Responses.json(context, 200, new JsonObject().put("error", failure.toJson()));
    }
  }

  private void record(Call call, @Nullable JsonFields fields, AuditTrail.Outcome outcome) {
    audit.done(call.context().request(), call.row(), call.caller(), fields, outcome);
  }
}
