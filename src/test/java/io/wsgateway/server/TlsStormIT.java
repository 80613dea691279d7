package io.wsgateway.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.config.TlsConfig.Engine;
import io.wsgateway.server.admission.TcpGate;
import io.wsgateway.support.NothingLeft;
import io.wsgateway.support.PemFiles;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.TlsEngines;
import io.wsgateway.support.TlsHandshake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who comes too fast must not cost a TLS handshake each. */
@ParameterizedClass
@EnumSource(
    value = Engine.class,
    names = {"OPENSSL", "JDK"})
@ExtendWith(NothingLeft.class)
class TlsStormIT {
  private static final int STORM = 300;

  @Parameter Engine engine;

  @TempDir Path folder;
  private final List<RawSocket> open = new ArrayList<>();
  private TestGateway gateway;

  private void start(String... more) {
    PemFiles files = new PemFiles(folder);
    files.renew("storm");
    gateway =
        TestGateway.impatient(
            "http: {host: 127.0.0.1, port: 0, headerSeconds: 300, tls: {cert: '%s', key: '%s', engine: %s}}"
                .formatted(files.cert(), files.key(), TlsEngines.named(engine)),
            String.join("\n", more));
  }

  @AfterEach
  void stop() {
    open.forEach(RawSocket::close);
    await().until(() -> gateway.counts().tcp() == 0);
    gateway.close();
  }

  private RawSocket tls() throws Exception {
    RawSocket raw = RawSocket.over(TlsHandshake.with(gateway.port()));
    open.add(raw);
    return raw;
  }

  private RawSocket tcp() {
    RawSocket raw = RawSocket.tcp(gateway.port());
    open.add(raw);
    return raw;
  }

  /** One that the gateway lets in: loops may lag on a busy machine. */
  private RawSocket awaitTls() {
    return await().ignoreExceptions().until(this::tls, raw -> raw != null);
  }

  private RawSocket awaitUpgraded() {
    await().until(() -> attempt().startsWith("HTTP/1.1 101 "));
    return open.get(open.size() - 1);
  }

  /** What a client hears who asks for an upgrade: nothing, when there is no TLS for it. */
  private String attempt() throws Exception {
    try {
      return tls().send(RawSocket.handshake(gateway.port(), "/ws")).readHead();
    } catch (IOException | UncheckedIOException cut) {
      return "";
    }
  }

  private double cut(String what) {
    return gateway.counter("gateway.rate.limited", "what", what);
  }

  private double cut() {
    return cut(TcpGate.TLS_RATE) + cut(TcpGate.TLS_LAG);
  }

  @Test
  @DisplayName("A11 H27 a storm of TLS connections pays few handshakes, whoever is in goes on")
  void aStormOfHandshakesIsCut() throws Exception {
    start("admission: {connectionsPerSecond: 1}");
    long started = System.nanoTime();
    RawSocket canary = awaitUpgraded();
    RawSocket keptAlive = awaitTls();
    double before = cut();
    byte[] hello = TlsHandshake.clientHello();
    List<RawSocket> storm = new ArrayList<>();
    for (int i = 0; i < STORM; i++) {
      storm.add(tcp().send(hello));
    }
    long answered = storm.stream().filter(raw -> !raw.readEnd()).count();
    long seconds = Duration.ofNanos(System.nanoTime() - started).toSeconds() + 1;
    // A second's worth is there at the start, and two of it are used.
    assertThat(answered).isLessThanOrEqualTo(2 * seconds).isLessThan(STORM);
    assertThat(cut(TcpGate.TLS_RATE)).isPositive();
    // A loop that lags, by the storm itself, says so instead.
    assertThat(cut() - before).isEqualTo((double) (STORM - answered));
    assertThat(canary.echoes("still here")).isTrue();
    keptAlive.send(
        RawHttp.request("HEAD /client/reconnect.js HTTP/1.1", "Host: gw.test")
            .getBytes(ISO_8859_1));
    assertThat(keptAlive.readHead()).startsWith("HTTP/1.1 200 ");
  }

  @Test
  @DisplayName("A11 a little too fast, and TLS clients are told so and when to return")
  void whoComesALittleTooFastIsTold() throws Exception {
    start("admission: {connectionsPerSecond: 1}");
    String told = await().until(this::attempt, answer -> answer.startsWith("HTTP/1.1 503 "));
    assertThat(told).containsIgnoringCase("\r\nRetry-After: ");
    await().until(() -> attempt().startsWith("HTTP/1.1 101 "));
  }

  @Test
  @DisplayName("A11 a busy event loop begins no TLS handshake and serves those it has")
  void aBusyLoopBeginsNoHandshake() throws Exception {
    start();
    RawSocket canary = awaitUpgraded();
    AtomicBoolean busy = new AtomicBoolean(true);
    gateway.verticles.forEach(v -> v.context().runOnContext(x -> BusyLoop.keep(v, busy)));
    byte[] hello = TlsHandshake.clientHello();
    await().until(() -> tcp().send(hello).readEnd());
    assertThat(cut(TcpGate.TLS_LAG)).isPositive();
    assertThat(canary.echoes("still here")).isTrue();
    busy.set(false);
    await().until(() -> attempt().startsWith("HTTP/1.1 101 "));
  }

  @Test
  @DisplayName("A11 who connects and says nothing, as checks of health do, takes nobody's turn")
  void whoOnlyConnectsTakesNoTurn() throws Exception {
    start("admission: {connectionsPerSecond: 1}");
    for (int i = 0; i < 50; i++) {
      tcp();
    }
    await().until(() -> gateway.counts().tcp() == 50);
    assertThat(awaitTls().upgrade(gateway.port(), "/ws").echoes("in")).isTrue();
    assertThat(cut(TcpGate.TLS_RATE)).isZero();
  }
}
