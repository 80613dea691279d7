package io.wsgateway.api;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.wsgateway.broker.PublishRequest;
import io.wsgateway.broker.Published;
import io.wsgateway.config.ApiConfig;
import io.wsgateway.config.ApiKeyConfig;
import io.wsgateway.config.ApiKeyConfig.ApiScope;
import io.wsgateway.config.ManagementConfig;
import io.wsgateway.config.Secret;
import io.wsgateway.config.TlsConfig;
import io.wsgateway.metrics.MetricsRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The management port alone, with health and publications in the test's hands: for what a whole
 * node cannot be brought to at will.
 */
final class ManagementServer implements AutoCloseable, NodeHealth {
  static final String KEY = "p".repeat(32);
  private static final int BODY_BYTES = 64 * 1024;
  private static final int HEADER_SECONDS = 10;

  volatile List<Check> startup = List.of();
  volatile List<Check> readiness = List.of();
  volatile List<Check> liveness = List.of();
  private final MetricsRegistry metrics = new MetricsRegistry();
  private final Vertx vertx =
      Vertx.builder().with(metrics.vertxOptions(1)).withMetrics(metrics.factory()).build();
  private final HttpClient client = HttpClient.newHttpClient();
  volatile boolean draining;
  private final ManagementVerticle verticle;

  ManagementServer(Function<PublishRequest, Future<Published>> broker, @Nullable TlsConfig tls) {
    ApiKeyConfig key =
        new ApiKeyConfig("orders", Secret.of(KEY), List.of(ApiScope.PUBLISH), List.of());
    ManagementVerticle.Settings settings =
        new ManagementVerticle.Settings(
            new ManagementConfig("127.0.0.1", 0, tls),
            new ApiConfig(0, List.of(key)),
            "/metrics",
            BODY_BYTES,
            HEADER_SECONDS);
    verticle =
        new ManagementVerticle(
            settings,
            this,
            new LoopHeartbeats(),
            metrics,
            null,
            context ->
                new ApiCalls(
                    new ApiPublisher(broker, () -> true),
                    new ApiClients(call -> Future.failedFuture("no clients here"), () -> true),
                    new NoUsers(),
                    () -> CompletableFuture.failedFuture(new IllegalStateException("no files")),
                    new NoDrain(),
                    new NoExplain()));
    await(vertx.deployVerticle(() -> verticle, new DeploymentOptions()));
  }

  private static final class NoDrain implements DrainControl {
    @Override
    public Future<Status> drain() {
      return status();
    }

    @Override
    public Future<Status> undrain() {
      return status();
    }

    @Override
    public Future<Status> status() {
      return Future.failedFuture("no node here");
    }
  }

  /** One whose publications fail. */
  static ManagementServer failing(Throwable failure) {
    return new ManagementServer(request -> Future.failedFuture(failure), null);
  }

  int port() {
    return verticle.port();
  }

  HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Publishes, with the errors in the answer or, in transport mode, as its status. */
  HttpResponse<String> publish(String errorMode) throws Exception {
    return client.send(
        request("/api/publish")
            .header("X-API-Key", KEY)
            .header("X-Centrifugo-Error-Mode", errorMode)
            .POST(HttpRequest.BodyPublishers.ofString("{\"channel\":\"chat\",\"data\":1}"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
  }

  /** Makes it look at its PEM files now. */
  void lookAtTls() {
    await(
        Future.future(
            done -> verticle.context().runOnContext(v -> verticle.lookAtTls().onComplete(done))));
  }

  private static <T> void await(Future<T> future) {
    future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Override
  public List<Check> startup() {
    return startup;
  }

  @Override
  public List<Check> readiness() {
    return readiness;
  }

  @Override
  public boolean turnsAway() {
    return draining;
  }

  @Override
  public List<Check> liveness() {
    return liveness;
  }

  @Override
  public void close() {
    await(vertx.close());
    metrics.close();
  }
}
