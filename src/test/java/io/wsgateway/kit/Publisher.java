package io.wsgateway.kit;

import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.Sent.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Publishes marks over the HTTP API, one after the other, and keeps what it knows of each. One
 * thread publishes; the counts may be read by any.
 *
 * <p>It tries again, at most {@value #ATTEMPTS} times and elsewhere if the addresses change, as
 * long as that cannot make two publications of one: after a definite "not now" always, after an
 * unknown outcome only with ids.
 */
public final class Publisher {
  static final int ATTEMPTS = 10;
  private static final long MAX_PAUSE_MILLIS = 1000;

  private enum Answer {
    ACCEPTED,
    UNKNOWN,
    NOT_NOW,
    NEVER
  }

  private final String name;
  private final String channel;
  private final HttpClient http;
  private final Supplier<URI> api;
  private final String key;
  private final boolean withIds;
  private final Duration timeout;
  private final Random random;
  private final List<Sent> sent = new ArrayList<>();
  private final List<Reply> replies = new ArrayList<>();
  private long retries;

  /**
   * @param name the marks' publisher
   * @param channel the channel to publish to
   * @param http its connections
   * @param api the address of {@code /api/publish}, asked for every attempt
   * @param key the API key
   * @param withIds whether to send idempotency keys: for channels with history
   * @param timeout how long to wait for an answer, which is then unknown
   */
  public Publisher(
      String name,
      String channel,
      HttpClient http,
      Supplier<URI> api,
      String key,
      boolean withIds,
      Duration timeout) {
    this.name = name;
    this.channel = channel;
    this.http = http;
    this.api = api;
    this.key = key;
    this.withIds = withIds;
    this.timeout = timeout;
    random = new Random(name.hashCode());
  }

  /** Publishes so many marks, each after the answer to the one before. */
  public Publisher publish(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      publishNext();
    }
    return this;
  }

  /** Publishes the next mark. */
  public Sent publishNext() throws InterruptedException {
    Mark mark = new Mark(name, count() + 1L);
    Sent result = new Sent(mark, publish(mark));
    synchronized (this) {
      sent.add(result);
    }
    return result;
  }

  private Outcome publish(Mark mark) throws InterruptedException {
    Outcome otherwise = Outcome.REFUSED;
    for (int attempt = 1; ; attempt++) {
      switch (attempt(mark)) {
        case ACCEPTED -> {
          return Outcome.ACKNOWLEDGED;
        }
        case NEVER -> {
          return otherwise;
        }
        case UNKNOWN -> otherwise = Outcome.UNKNOWN;
        case NOT_NOW -> {}
      }
      if (attempt == ATTEMPTS || (otherwise == Outcome.UNKNOWN && !withIds)) {
        return otherwise;
      }
      pause(attempt);
    }
  }

  private Answer attempt(Mark mark) throws InterruptedException {
    JsonObject body = new JsonObject().put("channel", channel).put("data", mark.toString());
    if (withIds) {
      body.put("idempotency_key", mark.toString());
    }
    HttpRequest request =
        HttpRequest.newBuilder(api.get())
            .timeout(timeout)
            .header("X-API-Key", key)
            .header("Content-Type", "application/json")
            // The outcome as the HTTP status.
            .header("X-Centrifugo-Error-Mode", "transport")
            .POST(BodyPublishers.ofString(body.encode()))
            .build();
    long begun = System.nanoTime();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      keep(Reply.of(mark, begun, response.statusCode(), response.body()));
      return answer(response.statusCode());
    } catch (ConnectException e) {
      return Answer.NOT_NOW;
    } catch (IOException e) {
      return Answer.UNKNOWN;
    }
  }

  private static Answer answer(int status) {
    return switch (status) {
      case 200 -> Answer.ACCEPTED;
      case 429 -> Answer.NOT_NOW;
      case 400, 401, 403, 404, 405, 413, 415 -> Answer.NEVER;
      default -> Answer.UNKNOWN;
    };
  }

  private void pause(int attempt) {
    synchronized (this) {
      retries++;
    }
    long bound = Math.min(MAX_PAUSE_MILLIS, 20L << attempt);
    CompletableFuture.runAsync(
            () -> {},
            CompletableFuture.delayedExecutor(random.nextLong(bound), TimeUnit.MILLISECONDS))
        .join();
  }

  /** Everything published so far. */
  public synchronized List<Sent> sent() {
    return List.copyOf(sent);
  }

  private synchronized void keep(Reply reply) {
    replies.add(reply);
  }

  /** Every answer so far, of all attempts, in order. */
  public synchronized List<Reply> replies() {
    return List.copyOf(replies);
  }

  private synchronized int count() {
    return sent.size();
  }

  /** How many attempts were repeated. */
  public synchronized long retries() {
    return retries;
  }

  /** How many publications ended so. */
  public long count(Outcome outcome) {
    return sent().stream().filter(one -> one.outcome() == outcome).count();
  }
}
