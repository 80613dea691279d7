package io.wsgateway.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.support.RunningGateway;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsIT {
  private static final Pattern LABEL = Pattern.compile("[{,]([a-z_]+)=\"");

  private static final Pattern HELP = Pattern.compile("(?m)^# HELP (\\w+) \\S+");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\w+) ");

  private RunningGateway node;

  @BeforeEach
  void start() throws Exception {
    node = RunningGateway.of("");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void everyResultOfEveryMethodIsThereFromTheStart() throws Exception {
    String scrape = node.management("/metrics").body();
    for (String method : List.of("publish", "broadcast")) {
      for (String result : List.of("ok", "100", "102", "107", "108", "111")) {
        assertThat(scrape)
            .contains(
                "gateway_api_requests_total{method=\"%s\",result=\"%s\"} 0.0\n"
                    .formatted(method, result));
      }
    }
  }

  @Test
  void theScrapeHasOurMetersVertxsAndTheJvms() throws Exception {
    node.api("publish", "{\"channel\":\"c\",\"data\":1}");
    node.api("publish", "{\"channel\":\"nowhere:x\",\"data\":1}");
    RunningGateway.send(node.post("publish", ""));
    HttpResponse<String> scrape = node.management("/metrics");
    assertThat(scrape.statusCode()).isEqualTo(200);
    assertThat(scrape.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(scrape.body().lines())
        .contains("gateway_draining 0.0")
        .contains("gateway_api_requests_total{method=\"publish\",result=\"ok\"} 1.0")
        .contains("gateway_api_requests_total{method=\"publish\",result=\"102\"} 1.0")
        .contains("gateway_auth_failures_total{reason=\"api_key\"} 1.0");
    assertThat(scrape.body())
        .containsPattern("\ngateway_build_info\\{version=\"[^\"]+\"} 1")
        .contains("\njvm_memory_used_bytes{")
        .contains("\nnetty_")
        .contains(
            "vertx_http_server_requests_total{code=\"200\",method=\"POST\",route=\"/api/publish\"} 2");
  }

  @Test
  void aFloodOfInventedMethodsMakesNoNewSeries() throws Exception {
    odd("BREW");
    String before = series(node.management("/metrics").body());
    for (int i = 0; i < 50; i++) {
      odd("BREW" + i);
    }
    String after = series(node.management("/metrics").body());
    assertThat(after).contains("method=\"OTHER\"").doesNotContain("BREW");
    // The scrapes themselves are GETs, whose series may come with the second one.
    assertThat(withoutGets(after)).isEqualTo(withoutGets(before));
  }

  @Test
  void pathsAndChannelsAreNoLabels() throws Exception {
    node.api("publish", "{\"channel\":\"secret-channel\",\"data\":1}");
    for (int i = 0; i < 5; i++) {
      node.management("/odd/path/" + i);
      node.api("odd-method-" + i, "{}");
    }
    String scrape = node.management("/metrics").body();
    assertThat(scrape).doesNotContain("odd", "secret-channel", "127.0.0.1");
    TreeSet<String> labels = new TreeSet<String>();
    LABEL.matcher(scrape).results().forEach(match -> labels.add(match.group(1)));
    assertThat(labels).doesNotContain("path", "remote", "local", "address");
  }

  @Test
  void twoNodesInOneProcessCountApart() throws Exception {
    try (RunningGateway other = RunningGateway.of("")) {
      node.api("publish", "{\"channel\":\"c\",\"data\":1}");
      assertThat(other.management("/metrics").body())
          .contains("gateway_api_requests_total{method=\"publish\",result=\"ok\"} 0.0")
          .doesNotContain("/api/publish");
      assertThat(other.management("/metrics").body()).contains("vertx_http_server_requests_total");
      assertThat(node.management("/metrics").body())
          .contains("gateway_api_requests_total{method=\"publish\",result=\"ok\"} 1.0");
    }
  }

  @Test
  void openMetricsIsGivenToWhoAsks() throws Exception {
    HttpResponse<String> scrape =
        RunningGateway.send(
            node.request("/metrics")
                .header("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"));
    assertThat(scrape.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/openmetrics-text; version=1.0.0");
    assertThat(scrape.body()).endsWith("# EOF\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/openmetrics-text;q=0 | text/plain",
        "application/openmetrics-text; version=1.0.0; q=0.0, text/plain | text/plain",
        "application/openmetrics-text;q=0.3,text/plain;version=0.0.4;q=0.5 | text/plain",
        "application/openmetrics-text-not | text/plain",
        "text/plain;note=application/openmetrics-text | text/plain",
        "*/* | text/plain",
        "; ,, /;= | text/plain",
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
            + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.2,"
            + "*/*;q=0.1 | application/openmetrics-text",
        "Application/OpenMetrics-Text | application/openmetrics-text"
      })
  void theFormatIsTheOneThatIsPreferred(String accept, String type) throws Exception {
    HttpResponse<String> scrape =
        RunningGateway.send(node.request("/metrics").header("Accept", accept));
    assertThat(scrape.statusCode()).isEqualTo(200);
    assertThat(scrape.headers().firstValue("Content-Type").orElseThrow()).startsWith(type + ";");
  }

  /** What {@code promtool check metrics} asks of each. */
  @Test
  void everyMeterSaysWhatItIs() throws Exception {
    String scrape = node.management("/metrics").body();
    List<String> named = HELP.matcher(scrape).results().map(match -> match.group(1)).toList();
    List<String> typed = TYPE.matcher(scrape).results().map(match -> match.group(1)).toList();
    assertThat(named).hasSizeGreaterThan(50).containsExactlyElementsOf(typed);
  }

  /** A new family would be unknown to who reads the scrape. */
  @Test
  void everyFamilyIsInTheReference() throws Exception {
    String page = Files.readString(Path.of("docs/metrics.md"));
    TreeSet<String> families = new TreeSet<String>();
    TYPE.matcher(node.management("/metrics").body())
        .results()
        .forEach(match -> families.add(match.group(1).replaceFirst("_.*", "_")));
    assertThat(families).allSatisfy(family -> assertThat(page).contains("`" + family + "…`"));
  }

  @Test
  void headHasNoBody() throws Exception {
    HttpResponse<String> head =
        RunningGateway.send(node.request("/metrics").method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  /** By a socket of our own: the JDK's client refuses some methods. */
  private void odd(String method) throws Exception {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), node.gateway().managementPort())) {
      socket
          .getOutputStream()
          .write(
              (method + " /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).contains("404");
    }
  }

  private static String series(String scrape) {
    return scrape
        .lines()
        .filter(line -> line.startsWith("vertx_http_server"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .sorted()
        .reduce("", (a, b) -> a + b + "\n");
  }

  private static Set<String> withoutGets(String series) {
    TreeSet<String> kept = new TreeSet<String>();
    series.lines().filter(line -> !line.contains("GET")).forEach(kept::add);
    return kept;
  }
}
