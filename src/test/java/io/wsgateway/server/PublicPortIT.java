package io.wsgateway.server;

import static io.wsgateway.support.RawHttp.request;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wsgateway.server.admission.RefusalLogs;
import io.wsgateway.support.Logs;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawHttp.Answer;
import io.wsgateway.support.RawSocket;
import io.wsgateway.transport.ListenException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicPortIT {
  private static Answer get(TestGateway gateway, String path) {
    return RawHttp.exchange(
        gateway.port(), request("GET " + path + " HTTP/1.1", "Host: a", "Connection: close"));
  }

  @Test
  void aPlainGetOfTheRootIsTheDemoPageWhenEnabledAndAnUpgradeItsEndpoint() {
    try (var gateway = TestGateway.start("demo: {enabled: true}");
        RawSocket raw = RawSocket.open(gateway.port(), "/")) {
      assertThat(get(gateway, "/").header("Content-Type").orElse("")).startsWith("text/html");
      assertThat(get(gateway, "/demo/chat.js").status()).isEqualTo(200);
      assertThat(raw.echoes("on the same path")).isTrue();
    }
    try (var gateway = TestGateway.start()) {
      assertThat(get(gateway, "/").status()).isEqualTo(426);
      assertThat(get(gateway, "/client/reconnect.js").status()).isEqualTo(200);
    }
  }

  @Test
  void whoEndsItsSideBehindTheRequestIsAnswered() {
    try (var gateway = TestGateway.start()) {
      for (String path : List.of("/client/reconnect.js", "/ws", "/nothing")) {
        try (RawSocket raw = RawSocket.tcp(gateway.port())) {
          String get = request("GET " + path + " HTTP/1.1", "Host: a");
          raw.send(get.getBytes(US_ASCII)).shutdownOutput();
          assertThat(raw.readHead()).startsWith("HTTP/1.1 ");
          assertThat(raw.readToEnd()).isPositive();
        }
      }
      await().until(() -> gateway.counts().tcp() == 0);
    }
  }

  @Test
  void aKeptConnectionOutlivesTheTimeOfAHeader() {
    try (var gateway = TestGateway.start("http: {host: 127.0.0.1, port: 0, headerSeconds: 1}");
        RawSocket kept = RawSocket.tcp(gateway.port());
        RawSocket slow = RawSocket.tcp(gateway.port())) {
      byte[] head = request("HEAD /client/reconnect.js HTTP/1.1", "Host: a").getBytes(US_ASCII);
      assertThat(kept.send(head).readHead()).startsWith("HTTP/1.1 200 ");
      assertThat(slow.send(head).readHead()).startsWith("HTTP/1.1 200 ");
      slow.send(new byte[] {'H'});
      assertThat(slow.readEnd()).isTrue();
      assertThat(kept.send(head).readHead()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aPortInUseIsOneSentence() {
    try (var gateway = TestGateway.start()) {
      assertThatThrownBy(
              () -> TestGateway.start("http: {host: 127.0.0.1, port: " + gateway.port() + "}"))
          .isInstanceOf(ListenException.class)
          .hasMessage(
              "port "
                  + gateway.port()
                  + " of 127.0.0.1 is in use by another process: stop it, or set http.port to"
                  + " another one");
    }
  }

  @Test
  void anAddressOfAnotherMachineIsOneSentence() {
    assertThatThrownBy(() -> TestGateway.start("http: {host: 192.0.2.1, port: 0}"))
        .isInstanceOf(ListenException.class)
        .hasMessageContaining("is http.host an address of this machine?");
  }

  @Test
  void clientsThatComeAndGoAreLoggedWithTheirReason() {
    try (var gateway = TestGateway.start();
        var events = new Logs(ClientLog.class)) {
      try (RawSocket raw = RawSocket.open(gateway.port(), "/rooms/blue")) {
        raw.sendClose(4000, "bye\r\nERROR forged \u001b[31m");
        assertThat(raw.readClose().closeCode()).isEqualTo(4000);
      }
      await().until(() -> events.events().size() == 2);
      assertThat(events.pairs(0))
          .contains(
              "event=client.connected",
              "client=echo",
              "endpoint=/rooms/{room}",
              "remote=127.0.0.1");
      assertThat(events.pairs(1))
          .contains(
              "event=client.disconnected",
              "client=echo",
              "code=4000",
              "reason=bye\r\nERROR forged \u001b[31m",
              "by=client");
    }
  }

  @Test
  void aRefusedOriginIsLoggedWithTheLineToPaste() {
    try (var gateway = TestGateway.start();
        var events = RefusalLogs.open()) {
      var lines = RawHttp.upgrade("/ws");
      lines.add("Origin: https://app.example");
      RawHttp.exchange(gateway.port(), request(lines.toArray(new String[0])));
      assertThat(events.pairs(0))
          .contains("event=origin.refused", "remedy=origins.allow: [\"https://app.example\"]");
    }
  }
}
