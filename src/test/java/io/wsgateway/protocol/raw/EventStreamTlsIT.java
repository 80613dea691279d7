package io.wsgateway.protocol.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import io.wsgateway.config.TlsConfig.Engine;
import io.wsgateway.support.PemFiles;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import io.wsgateway.support.TlsEngines;
import io.wsgateway.support.TlsHandshake;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Server-sent events and POST over TLS, with each library. */
final class EventStreamTlsIT {
  private static final int QUEUE = 131_072;

  @TempDir private Path folder;

  private RunningGateway start(Engine engine) throws Exception {
    PemFiles files = new PemFiles(folder);
    files.renew("localhost");
    return RunningGateway.of(
        """
        http: {host: 127.0.0.1, port: 0, tls: {cert: '%s', key: '%s', engine: %s}}
        channels: {default: {slowConsumer: disconnect}}
        limits: {outboundQueueBytes: %d}
        keepAlive: {pingSeconds: 1, closeSeconds: 20}
        endpoints: [{path: /chat, channel: chat, onMessage: publish, welcome: hi}]
        """
            .formatted(files.cert(), files.key(), TlsEngines.named(engine), QUEUE));
  }

  private static RawSocket stream(RunningGateway node, int receiveBytes) throws Exception {
    SSLSocket tls = TlsHandshake.with(node.gateway().httpPort(), receiveBytes);
    RawSocket socket =
        RawSocket.over(tls)
            .send(
                "GET /chat HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                    .getBytes(UTF_8));
    assertThat(socket.readHead()).startsWith("HTTP/1.1 200 ");
    return socket;
  }

  private static String readUntil(RawSocket socket, String text) {
    StringBuilder read = new StringBuilder();
    for (int b = socket.readByte(); b >= 0; b = socket.readByte()) {
      read.append((char) b);
      if (b == '\n' && read.indexOf(text, Math.max(0, read.length() - text.length())) >= 0) {
        return read.toString();
      }
    }
    return read.toString();
  }

  private static int post(RunningGateway node, HttpClient http, String text) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("https://127.0.0.1:" + node.gateway().httpPort() + "/chat"))
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(text))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @ParameterizedTest
  @EnumSource(value = Engine.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void bothWorkAndEndAsWithoutIt(Engine engine) throws Exception {
    HttpClient http = HttpClient.newBuilder().sslContext(TlsHandshake.trusting()).build();
    try (RunningGateway node = start(engine);
        RawSocket reader = stream(node, 0);
        RawSocket mute = stream(node, 4096)) {
      readUntil(reader, "data: hi\n\n");
      // Larger than a record, and with what is special to the format.
      String large = "é\n".repeat(20_000);
      assertThat(post(node, http, large + "end")).isEqualTo(204);
      assertThat(readUntil(reader, "data: end\n\n")).contains("data: Ã©\ndata: Ã©\n");
      assertThat(node.connections("sse")).isEqualTo(2);
      // One that does not read ends as slow, and the other loses nothing.
      String padding = "x".repeat(16_000);
      String slow = "gateway_slow_consumers_total{policy=\"disconnect\"}";
      for (int i = 0; node.metric(slow) == 0; i++) {
        assertThat(i).isLessThan(400);
        // Not by POST, which is refused while a subscriber is behind.
        JsonObject publication = new JsonObject().put("channel", "chat").put("data", padding + i);
        assertThat(node.api("publish", publication.encode()).statusCode()).isEqualTo(200);
        assertThat(readUntil(reader, "x" + i + "\"\n\n")).contains("data: \"x");
      }
      assertThat(readUntil(mute, "no such text")).contains("event: end\ndata: {\"code\":1013");
      // The end is an event, and then one of TLS.
      node.api("drain", "{}");
      String last = readUntil(reader, "no such text");
      assertThat(last).contains("event: end\ndata: {\"code\":1012");
      JsonObject end = new JsonObject(last.substring(last.lastIndexOf("data: ") + 6));
      assertThat(end.getString("reason")).startsWith("service restart");
      await().until(() -> node.connections("sse") == 0);
    }
  }
}
