package io.wsgateway.hooks;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.wsgateway.config.HooksConfig;
import io.wsgateway.config.Secret;
import io.wsgateway.limit.CappedCount;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.HookMetrics;
import io.wsgateway.metrics.HookMetrics.Hook;
import io.wsgateway.metrics.HookMetrics.Outcome;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One hook of a node: its connections, what is known of its health, and its bounds. Thread-safe;
 * keep it as long as its clients are used, because Vert.x closes a client that nobody refers to.
 */
public final class NodeHook {
  /** What may wait for a call to end, on all loops together. */
  private static final long WAITING_BYTES = 16L * 1024 * 1024;

  /** Servers close idle connections; a call on such a connection fails, and none is repeated. */
  private static final int IDLE_SECONDS = 1;

  private static final int CLEANER_MILLIS = 500;

  private final HttpClient http;
  private final String url;
  private final int timeoutMillis;
  private final int perLoop;
  private final Secret secret;
  private final HookMetrics metrics;
  private final @Nullable HookBreaker breaker;
  private final HookLog log;
  private final boolean isRefusalWrong;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final CappedCount waiting = new CappedCount(WAITING_BYTES);

  /**
   * Makes it.
   *
   * @param url the hook's, from the configuration
   * @param loops how many loops may call it
   * @param nanoTime a clock that any thread may read
   */
  public NodeHook(
      Vertx vertx,
      HooksConfig config,
      Hook hook,
      String url,
      int loops,
      MeterRegistry registry,
      LongSupplier nanoTime) {
    this(vertx, new HttpClientOptions(), config, hook, url, loops, registry, nanoTime);
  }

  NodeHook(
      Vertx vertx,
      HttpClientOptions options,
      HooksConfig config,
      Hook hook,
      String url,
      int loops,
      MeterRegistry registry,
      LongSupplier nanoTime) {
    this.url = url;
    this.timeoutMillis = config.timeoutMillis();
    this.secret = Objects.requireNonNull(config.secret(), "checked: hooks.secret");
    this.metrics = new HookMetrics(registry, hook);
    this.log = new HookLog(hook, nanoTime);
    this.isRefusalWrong = hook == Hook.EVENTS;
    // Events are repeated at a pace of their own until the backend has them.
    this.breaker = hook == Hook.EVENTS ? null : new HookBreaker(HookBreaker.PAUSE, log::changed);
    int most = hook == Hook.EVENTS ? 1 : config.maxInFlight();
    this.perLoop = Math.max(1, most / loops);
    int connections = perLoop * loops;
    this.http =
        vertx.createHttpClient(
            options
                .setConnectTimeout(timeoutMillis)
                .setKeepAliveTimeout(IDLE_SECONDS)
                .setMaxRedirects(0),
            new PoolOptions()
                .setHttp1MaxSize(connections)
                .setMaxWaitQueueSize(connections)
                .setCleanerPeriod(CLEANER_MILLIS));
    metrics.observe(inFlight::get, () -> breaker != null && breaker.isOpen() ? 1 : 0);
  }

  /** Makes the client of a loop; at most as many as were announced. */
  public HookClient on(Loop loop) {
    return new LoopHookClient(this, loop, new HookSignature(secret));
  }

  /** Counts a call that was not made because too much waited before it. */
  public void refused() {
    metrics.ended(Outcome.BUSY);
  }

  /** Logs an answer whose content cannot be used, and returns it as a failure. */
  public HookFailed unusable(String why) {
    HookFailed failure = new HookFailed(Outcome.INVALID, why);
    log.failed(failure);
    return failure;
  }

  HttpClient http() {
    return http;
  }

  String url() {
    return url;
  }

  int timeoutMillis() {
    return timeoutMillis;
  }

  /** How many calls each loop may have in flight. */
  int perLoop() {
    return perLoop;
  }

  HookMetrics metrics() {
    return metrics;
  }

  @Nullable HookBreaker breaker() {
    return breaker;
  }

  /** Whether nothing that a client does leads to a refusal, so that the log tells of each. */
  boolean isRefusalWrong() {
    return isRefusalWrong;
  }

  HookLog log() {
    return log;
  }

  AtomicInteger inFlight() {
    return inFlight;
  }

  CappedCount waiting() {
    return waiting;
  }
}
