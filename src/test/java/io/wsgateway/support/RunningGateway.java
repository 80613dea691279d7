package io.wsgateway.support;

import io.vertx.core.Future;
import io.wsgateway.app.Gateway;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.config.load.ConfigSources;
import io.wsgateway.kit.Patience;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A node in this JVM on free loopback ports; closed at the end of the test. */
public final class RunningGateway implements AutoCloseable {
  /** The API key of every test node. */
  public static final String KEY = "test-key-of-thirty-two-bytes-or-more";

  /** Free ports of loopback, a key that may publish and disconnect, and {@link Patience}. */
  private static final String GIVEN =
      """
      http: {host: 127.0.0.1, port: 0}
      management: {host: 127.0.0.1, port: 0}
      api: {port: 0, keys: [{name: t, key: %s, scopes: [publish, manage]}]}
      """
              .formatted(KEY)
          + Patience.YAML;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Gateway gateway;
  private @Nullable Future<Void> stopping;

  private RunningGateway(GatewayConfig config) throws Exception {
    gateway =
        Gateway.start(config).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /**
   * Starts with a YAML text; ports, an API key and {@link Patience} are added where it lacks the
   * section.
   */
  public static RunningGateway of(String yaml) throws Exception {
    String missing =
        GIVEN
            .lines()
            .filter(section -> !has(yaml, section))
            .collect(Collectors.joining("\n", "", "\n"));
    return new RunningGateway(ConfigLoader.parse(missing + yaml).config());
  }

  private static boolean has(String yaml, String section) {
    String start = section.substring(0, section.indexOf(':') + 1);
    return yaml.lines().anyMatch(line -> line.startsWith(start));
  }

  /** Starts with a file as it is, but for its ports and what is set on top. */
  public static RunningGateway ofFile(Path file, String... sets) throws Exception {
    List<String> all =
        new java.util.ArrayList<>(
            List.of(
                "http.host=127.0.0.1",
                "http.port=0",
                Patience.KEY + "=" + Patience.MILLIS,
                "management.port=0",
                "api.port=0"));
    all.addAll(List.of(sets));
    return new RunningGateway(ConfigLoader.load(new ConfigSources(file, Map.of(), all)).config());
  }

  /** The node. */
  public Gateway gateway() {
    return gateway;
  }

  /** Begins to drain the node; its end is waited for by {@link #close}. */
  public void stop() {
    stopping = gateway.stop();
  }

  /** A WebSocket address. */
  public URI ws(String path) {
    return URI.create("ws://127.0.0.1:" + gateway.httpPort() + path);
  }

  /** Calls an API method with the test key. */
  public HttpResponse<String> api(String method, String body) throws Exception {
    return send(post(method, body).header("X-API-Key", KEY));
  }

  /** A call of an API method without a key, to be completed and sent. */
  public HttpRequest.Builder post(String method, String body) {
    return request(gateway.apiPort(), "/api/" + method)
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  /** A request to the management port, to be completed and sent. */
  public HttpRequest.Builder request(String path) {
    return request(gateway.managementPort(), path);
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  /** Sends a request. */
  public static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The value of a series, named with its labels as in a scrape; 0 if there is none. */
  public double metric(String series) {
    try {
      return Scrape.of(management("/metrics").body()).value(series);
    } catch (Exception e) {
      throw new IllegalStateException("no metrics", e);
    }
  }

  /** How many clients are connected. */
  public int connections() {
    return connections("websocket") + connections("sse") + connections("poll");
  }

  /** How many clients are connected with a transport. */
  public int connections(String transport) {
    return (int) metric("gateway_connections{protocol=\"raw\",transport=\"" + transport + "\"}");
  }

  /** Reads a page of the management port. */
  public HttpResponse<String> management(String path) throws Exception {
    return send(request(path));
  }

  /** Reads a page of the public port. */
  public HttpResponse<String> page(String path) throws Exception {
    return send(request(gateway.httpPort(), path));
  }

  @Override
  public void close() {
    Future<Void> end = stopping == null ? gateway.close() : stopping;
    end.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
