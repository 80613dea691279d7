package io.wsgateway.hooks;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.wsgateway.metrics.HookMetrics.Outcome;
import java.util.Map;
import java.util.Set;

/**
 * One POST to a hook and its answer, bounded in size. Redirects are not followed: they could lead
 * to any host. Whatever ends the promise ends the request, too. Belongs to one event loop.
 */
final class HttpExchange {
  /** What proxies answer for a backend that is down. */
  private static final Set<Integer> DOWN = Set.of(502, 503, 504);

  /**
   * What says nothing about the call itself, but mostly is about one client: it must neither stop
   * the calls of the others nor count as down, which may let clients in.
   */
  private static final Set<Integer> LATER = Set.of(408, 429);

  private final HookRequest wanted;
  private final Promise<HookAnswer> answer;

  private HttpExchange(HookRequest wanted, Promise<HookAnswer> answer) {
    this.wanted = wanted;
    this.answer = answer;
  }

  /** Begins it; the promise ends it. */
  static void begin(
      NodeHook hook,
      HookSignature signature,
      long seconds,
      HookRequest wanted,
      Promise<HookAnswer> answer) {
    HttpExchange exchange = new HttpExchange(wanted, answer);
    try {
      RequestOptions options =
          new RequestOptions()
              .setMethod(HttpMethod.POST)
              .setAbsoluteURI(hook.url())
              .setFollowRedirects(false);
      wanted.headers().forEach(options::putHeader);
      // After the others, so that none of them replaces one of these.
      options
          .putHeader("user-agent", userAgent(wanted))
          .putHeader("content-type", wanted.contentType())
          .putHeader("webhook-id", wanted.id())
          .putHeader("webhook-timestamp", Long.toString(seconds))
          .putHeader("webhook-signature", signature.of(wanted.id(), seconds, wanted.body()));
      hook.http().request(options).onFailure(exchange::failed).onSuccess(exchange::send);
    } catch (IllegalArgumentException e) {
      // A header that HTTP cannot carry.
      exchange.fail(Outcome.INVALID, "the request cannot be sent: " + e.getMessage());
    }
  }

  private static String userAgent(HookRequest wanted) {
    return wanted.headers().entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("user-agent"))
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse("ws-gateway");
  }

  private void send(HttpClientRequest request) {
    answer.future().onFailure(failure -> request.reset());
    if (answer.future().isComplete()) {
      return;
    }
    request.send(Buffer.buffer(wanted.body())).onFailure(this::failed).onSuccess(this::receive);
  }

  private void receive(HttpClientResponse response) {
    response.exceptionHandler(this::failed);
    int status = response.statusCode();
    if (DOWN.contains(status)) {
      fail(Outcome.UNREACHABLE, "the answer has status " + status);
    } else if (status >= 500 || LATER.contains(status)) {
      fail(Outcome.FAILED, "the answer has status " + status);
    } else if (status / 100 != 2 && status / 100 != 4) {
      fail(
          Outcome.INVALID,
          "the answer has status "
              + status
              + (status / 100 == 3 ? "; redirects are not followed" : ""));
    } else {
      read(response, status);
    }
  }

  private void read(HttpClientResponse response, int status) {
    Buffer body = Buffer.buffer();
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() > wanted.answerBytes()) {
            fail(Outcome.INVALID, "the answer is over " + wanted.answerBytes() + " bytes");
          } else {
            body.appendBuffer(chunk);
          }
        });
    String type = response.getHeader("content-type");
    response.endHandler(
        end ->
            answer.tryComplete(new HookAnswer(status, type == null ? "" : type, body.getBytes())));
  }

  private void failed(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String what = String.valueOf(failure.getMessage());
    String cause = String.valueOf(root.getMessage());
    String why = what.contains(cause) ? "" : " (" + cause + ")";
    fail(Outcome.UNREACHABLE, "the request failed: " + what + why);
  }

  private void fail(Outcome outcome, String message) {
    answer.tryFail(new HookFailed(outcome, message));
  }
}
