package io.wsgateway.api;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.StreamPosition;
import io.wsgateway.config.ApiConfig;
import io.wsgateway.config.ApiKeyConfig;
import io.wsgateway.config.ApiScope;
import io.wsgateway.config.ManagementConfig;
import io.wsgateway.config.Secret;
import io.wsgateway.config.TlsConfig;
import io.wsgateway.kit.FreePorts;
import io.wsgateway.metrics.MetricsRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The management port alone, with publications recorded and health in the test's hands. */
final class ManagementServer implements AutoCloseable, NodeHealth, Publications {
  static final String PUBLISH_KEY = "p".repeat(32);
  static final String READ_KEY = "r".repeat(32);
  static final int BODY_BYTES = 64 * 1024;

  record Published(
      String channel,
      Payload payload,
      Map<String, String> tags,
      @Nullable String id,
      boolean skipHistory) {}

  final ConcurrentLinkedQueue<Published> published = new ConcurrentLinkedQueue<>();
  final LoopHeartbeats heartbeats;
  final MetricsRegistry metrics = new MetricsRegistry();
  final Vertx vertx;
  final HttpClient client = HttpClient.newHttpClient();
  volatile List<Check> startup = List.of(Check.of("listening", true, ""));
  volatile List<Check> readiness = List.of();
  volatile List<Check> liveness = List.of();
  private final ManagementVerticle verticle;

  static ManagementServer start() {
    return new ManagementServer(keys(), 0, null, new LoopHeartbeats());
  }

  /** One that waits as long for a request's header, and has a port for the API. */
  static ManagementServer start(int headerSeconds) {
    return new ManagementServer(
        keys(), FreePorts.of(1)[0], null, new LoopHeartbeats(), headerSeconds);
  }

  static List<ApiKeyConfig> keys() {
    return List.of(
        new ApiKeyConfig("orders", Secret.of(PUBLISH_KEY), List.of(ApiScope.PUBLISH)),
        new ApiKeyConfig("reports", Secret.of(READ_KEY), List.of(ApiScope.READ)));
  }

  ManagementServer(
      List<ApiKeyConfig> keys, int apiPort, @Nullable TlsConfig tls, LoopHeartbeats heartbeats) {
    this(keys, apiPort, tls, heartbeats, 10);
  }

  private ManagementServer(
      List<ApiKeyConfig> keys,
      int apiPort,
      @Nullable TlsConfig tls,
      LoopHeartbeats heartbeats,
      int headerSeconds) {
    this.heartbeats = heartbeats;
    vertx = Vertx.builder().with(metrics.vertxOptions(4)).withMetrics(metrics.factory()).build();
    var settings =
        new ManagementVerticle.Settings(
            new ManagementConfig("127.0.0.1", 0, tls),
            new ApiConfig(apiPort, keys),
            "/metrics",
            BODY_BYTES,
            headerSeconds);
    verticle = new ManagementVerticle(settings, this, heartbeats, metrics, context -> this);
    await(vertx.deployVerticle(() -> verticle, new DeploymentOptions()));
  }

  int port() {
    return verticle.port();
  }

  int apiPort() {
    return verticle.apiPort();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  /** A call of the API with the publishing key. */
  HttpResponse<String> call(String method, String body) throws Exception {
    return send(
        request("/api/" + method)
            .header("X-API-Key", PUBLISH_KEY)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Makes it look at its PEM files now. */
  void lookAtTls() {
    await(
        Future.future(
            done -> verticle.context().runOnContext(v -> verticle.lookAtTls().onComplete(done))));
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Channels named after a failure fail that way, {@code history:...} has a position. */
  @Override
  public Future<StreamPosition> publish(
      String channel,
      Payload payload,
      Map<String, String> tags,
      @Nullable String id,
      boolean skipHistory) {
    for (var error : ApiError.values()) {
      if (channel.equals(error.name())) {
        return Future.failedFuture(new ApiFailure(error, "on purpose"));
      }
    }
    if (channel.equals("accident")) {
      throw new IllegalStateException("secret detail");
    }
    published.add(new Published(channel, payload, tags, id, skipHistory));
    return Future.succeededFuture(
        channel.startsWith("history:") ? new StreamPosition("e1", 7) : StreamPosition.NONE);
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
  public List<Check> liveness() {
    return liveness;
  }

  @Override
  public void close() {
    await(vertx.close());
    metrics.close();
  }
}
