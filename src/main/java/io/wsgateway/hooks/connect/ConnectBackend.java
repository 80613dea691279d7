package io.wsgateway.hooks.connect;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.auth.ConnectDecision;
import io.wsgateway.auth.ConnectHook;
import io.wsgateway.auth.ConnectQuestion;
import io.wsgateway.auth.ConnectQuestion.Header;
import io.wsgateway.auth.Identity;
import io.wsgateway.config.HookConnectConfig.WhenDown;
import io.wsgateway.config.HooksConfig;
import io.wsgateway.hooks.HeaderText;
import io.wsgateway.hooks.HookAnswer;
import io.wsgateway.hooks.HookClient;
import io.wsgateway.hooks.HookFailed;
import io.wsgateway.hooks.HookRequest;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.HookMetrics.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The backend at {@code hooks.connect.url}, which decides who connects to a node. Equal questions
 * share a call, decisions are remembered for {@code hooks.connect.cacheSeconds}, and no call is
 * repeated. A backend that is down lets nobody in, unless {@code hooks.connect.whenDown} says
 * otherwise; one that answers something else than a decision never does. Thread-safe.
 */
public final class ConnectBackend {
  /** The most bytes of an answer. */
  private static final int ANSWER_BYTES = 65536;

  /**
   * How long a call may take, in milliseconds: with the longest wait for it less than the 6 s that
   * a client waits at the door, so that the outcome is the backend's and not that of a busy node.
   */
  static final long CALL_MILLIS = 3400;

  private final boolean allowsWhenDown;
  private final LongSupplier wallMillis;
  private final Supplier<String> ids;
  private final DecisionCache cache;
  private final SharedCalls calls;

  /**
   * Makes the backend of a node.
   *
   * @param ids makes the id of a call ({@code webhook-id})
   * @param nanoTime a clock that any thread may ask, in nanoseconds
   * @param wallMillis the wall clock, in milliseconds since 1970
   */
  public ConnectBackend(
      HooksConfig hooks, Supplier<String> ids, LongSupplier nanoTime, LongSupplier wallMillis) {
    this.allowsWhenDown = hooks.connect().whenDown() == WhenDown.ALLOW;
    this.ids = ids;
    this.wallMillis = wallMillis;
    this.cache = new DecisionCache(hooks.connect().cacheSeconds(), nanoTime, wallMillis);
    this.calls = new SharedCalls(hooks.maxInFlight(), nanoTime);
  }

  /** Returns what asks the backend from a loop, with the client of that loop. */
  public ConnectHook on(Loop loop, HookClient client) {
    return new ConnectHook() {
      @Override
      public @Nullable ConnectDecision known(ConnectQuestion question) {
        String key = ConnectRequest.key(question);
        return key == null ? null : cache.get(key);
      }

      @Override
      public Future<ConnectDecision> ask(ConnectQuestion question, BooleanSupplier waits) {
        String key = ConnectRequest.key(question);
        ConnectDecision known = key == null ? null : cache.get(key);
        return known != null
            ? Future.succeededFuture(known)
            : calls.ask(key, question.countKey(), waits, () -> call(key, question, loop, client));
      }
    };
  }

  private Future<ConnectDecision> call(
      @Nullable String key, ConnectQuestion question, Loop loop, HookClient client) {
    HookRequest request = request(question);
    Promise<ConnectDecision> decided = Promise.promise();
    loop.execute(
        () -> {
          try {
            client.call(request, CALL_MILLIS).onComplete(answer -> end(key, answer, decided));
          } catch (RuntimeException e) {
            decided.fail(e);
          }
        });
    return decided.future();
  }

  private void end(
      @Nullable String key, AsyncResult<HookAnswer> answer, Promise<ConnectDecision> decided) {
    if (answer.succeeded()) {
      ConnectDecision decision = decision(answer.result());
      if (key != null) {
        cache.put(key, decision);
      }
      decided.complete(decision);
    } else if (answer.cause() instanceof HookFailed failed) {
      decided.complete(without(failed));
    } else {
      decided.fail(answer.cause());
    }
  }

  private HookRequest request(ConnectQuestion question) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : question.headers()) {
      headers.put(header.name(), HeaderText.passed(header.value()));
    }
    headers.put("X-Gateway-Endpoint", HeaderText.encoded(question.endpoint()));
    headers.put("X-Gateway-Path", path(question.path()));
    headers.put("X-Gateway-Remote", HeaderText.encoded(question.remote()));
    return new HookRequest(
        ids.get(), "application/json", ConnectRequest.body(question), headers, ANSWER_BYTES);
  }

  /** A path is percent-encoded already, so that its own {@code %} are kept. */
  private static String path(String received) {
    return HeaderText.encoded(received).replace("%25", "%");
  }

  /** Only 200 holds a decision; 401 and 403 are what backends without Centrifugo's form say. */
  private ConnectDecision decision(HookAnswer answer) {
    return switch (answer.status()) {
      case 200 -> read(answer.body());
      case 401 -> new ConnectDecision.Expired();
      case 403 -> new ConnectDecision.Denied(ConnectDecision.NO_CODE, "");
      default ->
          undecided(
              "it answered with the status " + answer.status() + "; only 200 holds a decision");
    };
  }

  private ConnectDecision read(byte[] body) {
    try {
      return ConnectAnswer.read(body, wallMillis.getAsLong());
    } catch (ConnectFault e) {
      return undecided("its answer cannot be used: " + e.sentence());
    }
  }

  private ConnectDecision without(HookFailed failed) {
    if (failed.outcome() == Outcome.BUSY) {
      return new ConnectDecision.Undecided(true, String.valueOf(failed.getMessage()));
    }
    // A client may be able to cause an answer that is no decision; it must not be let in by that.
    return allowsWhenDown && !failed.isUnusable()
        ? new ConnectDecision.Allowed(Identity.ANONYMOUS)
        : undecided(String.valueOf(failed.getMessage()));
  }

  private static ConnectDecision undecided(String sentence) {
    return new ConnectDecision.Undecided(false, sentence);
  }
}
