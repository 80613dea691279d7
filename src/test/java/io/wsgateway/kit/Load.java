package io.wsgateway.kit;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Publishes, each after the answer to the one before, until told to stop. */
public final class Load {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Publisher publisher;
  private final long pauseMillis;
  private final CompletableFuture<Void> enough = new CompletableFuture<>();
  private final CompletableFuture<Void> running;

  /** Begins at once and makes no pauses. */
  public Load(Publisher publisher) {
    this(publisher, Duration.ZERO);
  }

  /** Begins at once; pauses after each answer. */
  public Load(Publisher publisher, Duration pause) {
    this.publisher = publisher;
    this.pauseMillis = pause.toMillis();
    // Not the common pool: it is small, and this takes a thread for long.
    this.running = CompletableFuture.runAsync(this::run, work -> new Thread(work).start());
  }

  private void run() {
    try {
      while (!enough.isDone()) {
        publisher.publishNext();
        pause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pause() throws InterruptedException {
    if (pauseMillis > 0) {
      try {
        enough.get(pauseMillis, TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException e) {
        // The next one.
      }
    }
  }

  /** Who publishes. */
  public Publisher publisher() {
    return publisher;
  }

  /** Waits until so many more are published. */
  public void awaitMore(int count) {
    int reached = publisher.sent().size();
    await().atMost(LIMIT).until(() -> publisher.sent().size() >= reached + count);
  }

  /** Begins nothing more; the last one may still be on its way. */
  public void enough() {
    enough.complete(null);
  }

  /** Begins nothing more, waits for the last one, and tells which it was. */
  public Mark stop() {
    enough();
    running.join();
    return publisher.sent().get(publisher.sent().size() - 1).mark();
  }
}
