package io.wsgateway.auth;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.wsgateway.channel.LogText;
import java.util.function.Supplier;

/**
 * Reads a key set over HTTP, bounded in time and size. Redirects are not followed: they could lead
 * to any host. Certificates are checked with the authorities of the JVM.
 */
final class KeySetReader implements Supplier<Future<KeySet>> {
  /** The most bytes of a set. */
  static final int MAX_BYTES = 262_144;

  private static final int MAX_REASON = 200;

  private final Vertx vertx;
  private final HttpClient client;
  private final String url;
  private final int timeoutMillis;

  KeySetReader(Vertx vertx, HttpClientOptions options, String url, int timeoutMillis) {
    this.vertx = vertx;
    this.url = url;
    this.timeoutMillis = timeoutMillis;
    this.client =
        vertx.createHttpClient(
            // A kept connection would be closed by the time of the next read.
            options.setKeepAlive(false).setConnectTimeout(timeoutMillis),
            new PoolOptions().setHttp1MaxSize(2));
  }

  /** Reads the set once; fails with a {@link KeySetException}. */
  @Override
  public Future<KeySet> get() {
    Promise<KeySet> read = Promise.promise();
    long timer =
        vertx.setTimer(
            timeoutMillis,
            id ->
                read.tryFail(
                    new KeySetException("there was no answer within " + timeoutMillis + " ms")));
    read.future().onComplete(done -> vertx.cancelTimer(timer));
    client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url)
                .setFollowRedirects(false)
                .putHeader("accept", "application/jwk-set+json, application/json"))
        .onFailure(failure -> fail(read, failure))
        .onSuccess(request -> send(request, read));
    return read.future();
  }

  Future<Void> close() {
    return client.close();
  }

  private static void send(HttpClientRequest request, Promise<KeySet> read) {
    // Whatever ends the read ends the connection, too.
    read.future().onFailure(failure -> request.reset());
    if (read.future().isComplete()) {
      return;
    }
    request
        .send()
        .onFailure(failure -> fail(read, failure))
        .onSuccess(response -> receive(response, read));
  }

  private static void receive(HttpClientResponse response, Promise<KeySet> read) {
    int status = response.statusCode();
    if (status != 200) {
      read.tryFail(
          new KeySetException(
              "the answer has status "
                  + status
                  + (status / 100 == 3 ? "; redirects are not followed" : "")));
      return;
    }
    Buffer body = Buffer.buffer();
    response.exceptionHandler(failure -> fail(read, failure));
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() > MAX_BYTES) {
            read.tryFail(new KeySetException("the key set is over " + MAX_BYTES + " bytes"));
          } else {
            body.appendBuffer(chunk);
          }
        });
    response.endHandler(end -> finish(body, read));
  }

  private static void finish(Buffer body, Promise<KeySet> read) {
    if (read.future().isComplete()) {
      return;
    }
    try {
      read.tryComplete(KeySet.of(body.getBytes()));
    } catch (KeySetException e) {
      read.tryFail(e);
    }
  }

  private static void fail(Promise<KeySet> read, Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String what = String.valueOf(failure.getMessage());
    String why = root == failure ? "" : " (" + root.getMessage() + ")";
    read.tryFail(
        new KeySetException("the request failed: " + LogText.escape(what + why, MAX_REASON)));
  }
}
