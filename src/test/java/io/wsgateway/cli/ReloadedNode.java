package io.wsgateway.cli;

import io.wsgateway.api.ReloadControl.Outcome;
import io.wsgateway.app.Gateway;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.config.load.ConfigSources;
import io.wsgateway.config.load.LoadedConfig;
import io.wsgateway.support.Scrape;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A node in this JVM that reloads its file when the test says so, wired as {@code serve} does. */
final class ReloadedNode implements AutoCloseable {
  static final String KEY = "the-first-key-of-a-test-of-thirty-two-bytes";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  final Path file;
  final Gateway gateway;
  final Reload reload;

  /** Starts a node with a file that stands already, and keys that are set on the command line. */
  ReloadedNode(Path file, String... sets) throws Exception {
    this.file = file;
    ConfigSources sources = new ConfigSources(file, Map.of(), List.of(sets));
    LoadedConfig loaded = ConfigLoader.load(sources);
    gateway =
        Gateway.start(loaded.config())
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    reload = new Reload(gateway, sources, loaded);
    gateway.reloading().by(reload);
  }

  void write(String yaml) throws IOException {
    Files.writeString(file, yaml);
  }

  /** Reloads on demand. */
  Outcome reload() throws Exception {
    return reload.reload().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /** Looks at the files as often as a change takes, and once more. */
  void look() {
    for (int i = 0; i < 3; i++) {
      reload.look();
    }
  }

  HttpResponse<String> api(String method, String key, String body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.apiPort() + "/api/" + method))
            .header("X-API-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> publish(String key, String channel, String text) throws Exception {
    return api("publish", key, "{\"channel\":\"" + channel + "\",\"data\":\"" + text + "\"}");
  }

  double metric(String series) {
    try {
      return Scrape.of(
              HTTP.send(
                      HttpRequest.newBuilder(
                              URI.create(
                                  "http://127.0.0.1:" + gateway.managementPort() + "/metrics"))
                          .build(),
                      HttpResponse.BodyHandlers.ofString())
                  .body())
          .value(series);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("no metrics", e);
    }
  }

  @Override
  public void close() {
    reload.close();
    gateway
        .close()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }
}
