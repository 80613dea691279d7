package io.wsgateway.server;

import static io.wsgateway.support.RawHttp.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.wsgateway.connection.ListenException;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawHttp.Answer;
import io.wsgateway.support.RawSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

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
        var events = new Events(ClientLog.class)) {
      try (RawSocket raw = RawSocket.open(gateway.port(), "/rooms/blue")) {
        raw.sendClose(4000, "bye\r\nERROR forged \u001b[31m");
        assertThat(raw.readClose().closeCode()).isEqualTo(4000);
      }
      await().until(() -> events.all.size() == 2);
      assertThat(events.pairs(0))
          .contains("event=client.connected", "endpoint=/rooms/{room}", "remote=127.0.0.1");
      assertThat(events.pairs(1))
          .contains(
              "event=client.disconnected",
              "code=4000",
              "reason=bye\r\nERROR forged \u001b[31m",
              "by=client");
    }
  }

  @Test
  void aStormIsLoggedUpToACap() {
    try (var gateway = TestGateway.start();
        var events = new Events(ClientLog.class)) {
      int clients = 3 * ClientLog.LINES;
      for (int i = 0; i < clients; i++) {
        RawSocket.open(gateway.port(), "/ws").close();
      }
      await().until(() -> gateway.parts.admission().clients().get() == 0);
      assertThat(gateway.handshakes(HandshakeOutcome.ACCEPTED)).isEqualTo(clients);
      assertThat(events.all).isNotEmpty();
      events.all.forEach(event -> assertThat(event.getLevel()).isEqualTo(Level.INFO));
    }
  }

  @Test
  void aRefusedOriginIsLoggedWithTheLineToPaste() {
    try (var gateway = TestGateway.start();
        var events = new Events(RefusalLog.class)) {
      var lines = RawHttp.upgrade("/ws");
      lines.add("Origin: https://app.example");
      RawHttp.exchange(gateway.port(), request(lines.toArray(new String[0])));
      assertThat(events.pairs(0))
          .contains("event=origin.refused", "remedy=origins.allow: [\"https://app.example\"]");
    }
  }

  /** What a class logs, from INFO on. */
  private static final class Events extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final List<ILoggingEvent> all = new CopyOnWriteArrayList<>();
    private final Logger logger;

    Events(Class<?> type) {
      logger = (Logger) LoggerFactory.getLogger(type);
      logger.setLevel(Level.INFO);
      setContext(logger.getLoggerContext());
      start();
      logger.addAppender(this);
    }

    List<String> pairs(int index) {
      List<KeyValuePair> pairs = all.get(index).getKeyValuePairs();
      return pairs.stream().map(pair -> pair.key + "=" + pair.value).toList();
    }

    @Override
    protected void append(ILoggingEvent event) {
      all.add(event);
    }

    @Override
    public void close() {
      logger.detachAppender(this);
      logger.setLevel(null);
    }
  }
}
