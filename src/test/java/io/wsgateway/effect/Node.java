package io.wsgateway.effect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.Scrape;
import io.wsgateway.support.TlsHandshake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;

/** A running process, and what can be asked of it. */
final class Node implements AutoCloseable {
  /** The API key of all groups. */
  static final String KEY = "the-key-of-a-test-of-thirty-two-bytes";

  /** The part of a configuration that makes the key known. */
  static final String API =
      "api: {keys: [{name: test, key: " + KEY + ", scopes: [publish, read, manage]}]}\n";

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().sslContext(TlsHandshake.trusting()).build();

  private final GatewayProcess process;
  private String metricsPath = "/metrics";
  private boolean secure;

  Node(GatewayProcess process) {
    this.process = process;
  }

  /** The process, once it is ready. */
  GatewayProcess process() {
    return process.awaitReady();
  }

  void metricsAt(String path) {
    metricsPath = path;
  }

  /** From now on the management port is asked over TLS. */
  void secure() {
    secure = true;
  }

  int port() {
    return process().httpPort();
  }

  /** A client without a library. */
  RawSocket open(String path) {
    return RawSocket.open(port(), path);
  }

  /** The same with further headers. */
  RawSocket open(String path, String... headers) {
    RawSocket raw = RawSocket.tcp(port());
    raw.send(RawSocket.handshake(port(), path, headers));
    assertThat(raw.readHead()).startsWith("HTTP/1.1 101 ");
    return raw;
  }

  /** Opens a TCP connection to 127.0.0.x and ends it; fails when nobody listens there. */
  static void connect(int last, int port) throws IOException {
    new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}), port).close();
  }

  /** The answer's head to an upgrade, with further headers. */
  String upgrade(String path, String... headers) {
    try (RawSocket raw = RawSocket.tcp(port())) {
      raw.send(RawSocket.handshake(port(), path, headers));
      return raw.readHead();
    }
  }

  HttpResponse<String> get(int port, String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(
                URI.create((secure ? "https" : "http") + "://127.0.0.1:" + port + path))
            .build(),
        BodyHandlers.ofString());
  }

  HttpResponse<String> management(String path) throws Exception {
    return get(process().managementPort(), path);
  }

  HttpResponse<String> publish(String channel, String text) throws Exception {
    return api(KEY, "{\"channel\":\"" + channel + "\",\"data\":\"" + text + "\"}");
  }

  HttpResponse<String> reload() throws Exception {
    return call("reload", KEY, "{}");
  }

  HttpResponse<String> explain(String question) throws Exception {
    return call("explain", KEY, question);
  }

  /** Blocks a user for a minute; the answer. */
  String block(String user) {
    try {
      return call("block", KEY, "{\"user\":\"" + user + "\",\"seconds\":60}").body();
    } catch (Exception e) {
      throw new IllegalStateException("not blocked", e);
    }
  }

  HttpResponse<String> api(String key, String body) throws Exception {
    return call("publish", key, body);
  }

  private HttpResponse<String> call(String method, String key, String body) throws Exception {
    int port = process().readyFile().getInteger("apiPort");
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/" + method))
            .header("X-API-Key", key)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  Scrape scrape() {
    try {
      return Scrape.of(management(metricsPath).body());
    } catch (Exception e) {
      throw new IllegalStateException("no metrics", e);
    }
  }

  double metric(String series) {
    return scrape().value(series);
  }

  /** The certificate that a listener says it uses. */
  void expires(String listener, Certificate certificate) {
    double end = ((X509Certificate) certificate).getNotAfter().toInstant().getEpochSecond();
    assertThat(metric("gateway_tls_certificate_expiry_seconds{listener=\"" + listener + "\"}"))
        .isEqualTo(end);
  }

  /** Waits until a series has risen above what it was. */
  void awaitAbove(String series, double before) {
    await(series).atMost(LIMIT).until(() -> metric(series) > before);
  }

  /** Does something again and again until a series has risen. */
  void driveAbove(String series, Drive drive) throws Exception {
    driveAbove(series, metric(series), drive);
  }

  /** Does something again and again until a series is above what it was. */
  void driveAbove(String series, double before, Drive drive) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (metric(series) <= before) {
      assertThat(System.nanoTime()).as("%s did not rise", series).isLessThan(deadline);
      drive.run();
    }
  }

  /** Traffic or a fault. */
  interface Drive {
    void run() throws Exception;
  }

  /** Waits until no client is left, which may otherwise take a place or a turn. */
  void awaitNobody() {
    await("nobody connected")
        .atMost(LIMIT)
        .until(() -> metric("gateway_connections{protocol=\"raw\",transport=\"websocket\"}") == 0);
  }

  /** Waits until the log has a line with all of these. */
  void awaitLog(String... words) {
    await(String.join(", ", words))
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(process.output().lines().toList())
                    .anySatisfy(line -> assertThat(line).contains(words)));
  }

  String output() {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }
}
