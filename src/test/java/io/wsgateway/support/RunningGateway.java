package io.wsgateway.support;

import io.wsgateway.app.Gateway;
import io.wsgateway.config.ConfigLoader;
import io.wsgateway.config.ConfigSources;
import io.wsgateway.config.GatewayConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A node in this JVM on free loopback ports; closed at the end of the test. */
public final class RunningGateway implements AutoCloseable {
  /** The API key of every test node. */
  public static final String KEY = "test-key-of-thirty-two-bytes-or-more";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Gateway gateway;

  private RunningGateway(GatewayConfig config) throws Exception {
    gateway =
        Gateway.start(config).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /**
   * Starts with a YAML text; ports and API key are given already, {@code http} unless it has it.
   */
  public static RunningGateway of(String yaml) throws Exception {
    return new RunningGateway(
        ConfigLoader.parse(
                (yaml.startsWith("http:") ? "" : "http: {host: 127.0.0.1, port: 0}\n")
                    + "admission: {maxLoopLagMillis: 60000}\n"
                    + "management: {host: 127.0.0.1, port: 0}\n"
                    + "api: {port: 0, keys: [{name: t, key: "
                    + KEY
                    + ", scopes: [publish]}]}\n"
                    + yaml)
            .config());
  }

  /** Starts with a file as it is, but for its ports and what is set on top. */
  public static RunningGateway ofFile(Path file, String... sets) throws Exception {
    List<String> all =
        new java.util.ArrayList<>(
            List.of(
                "http.host=127.0.0.1",
                "http.port=0",
                "admission.maxLoopLagMillis=60000",
                "management.port=0",
                "api.port=0"));
    all.addAll(List.of(sets));
    return new RunningGateway(ConfigLoader.load(new ConfigSources(file, Map.of(), all)).config());
  }

  /** The node. */
  public Gateway gateway() {
    return gateway;
  }

  /** A WebSocket address. */
  public URI ws(String path) {
    return URI.create("ws://127.0.0.1:" + gateway.httpPort() + path);
  }

  /** Calls an API method with the test key. */
  public HttpResponse<String> api(String method, String body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.apiPort() + "/api/" + method))
            .header("X-API-Key", KEY)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The value of a series, named with its labels as in a scrape; 0 if there is none. */
  public double metric(String series) {
    try {
      return Scrape.of(management("/metrics").body()).value(series);
    } catch (Exception e) {
      throw new IllegalStateException("no metrics", e);
    }
  }

  /** How many WebSockets are open. */
  public int connections() {
    return (int) metric("gateway_connections{protocol=\"raw\"}");
  }

  /** Reads a page of the management port. */
  public HttpResponse<String> management(String path) throws Exception {
    return get("http://127.0.0.1:" + gateway.managementPort() + path);
  }

  /** Reads a page of the public port. */
  public HttpResponse<String> page(String path) throws Exception {
    return get("http://127.0.0.1:" + gateway.httpPort() + path);
  }

  private static HttpResponse<String> get(String uri) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    gateway
        .close()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }
}
