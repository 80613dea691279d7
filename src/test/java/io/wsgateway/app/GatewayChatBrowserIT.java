package io.wsgateway.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.config.load.ConfigSources;
import io.wsgateway.support.ChatScenarios;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The demo chat against the gateway itself, started with {@code config/demo.yaml}. */
final class GatewayChatBrowserIT extends ChatScenarios {
  private Gateway gateway;

  @Override
  protected int startServer(int port) {
    gateway =
        Gateway.start(
                ConfigLoader.load(
                        new ConfigSources(
                            Path.of("config/demo.yaml"),
                            Map.of(),
                            List.of(
                                "http.port=" + port,
                                "http.host=127.0.0.1",
                                "management.port=0",
                                "node.name=node-one")))
                    .config())
            .timeout(30, TimeUnit.SECONDS)
            .await();
    return gateway.httpPort();
  }

  @Override
  protected void stopServer() {
    gateway.stop().timeout(60, TimeUnit.SECONDS).await();
  }

  @Test
  void theCurlLineOfThePagePublishesToIt() throws Exception {
    Page page = chat(null);
    assertThat(page.locator("#node")).hasText("node node-one");
    Matcher curl =
        Pattern.compile("curl http://localhost:8081(\\S+) -H '([^:]+): ([^']+)' -d '([^']+)'")
            .matcher(page.locator("#curl").textContent());
    assertThat(curl.matches()).isTrue();
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.managementPort() + curl.group(1)))
                    .header(curl.group(2), curl.group(3))
                    // As curl's -d does.
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(curl.group(4)))
                    .build(),
                BodyHandlers.ofString());
    assertThat(response.body()).contains("result");
    assertThat(page.locator(".message .who")).hasText("curl");
    assertThat(bodies(page)).hasText("Hello");
  }
}
