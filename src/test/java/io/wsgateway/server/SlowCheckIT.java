package io.wsgateway.server;

import static io.wsgateway.support.RawHttp.request;
import static io.wsgateway.support.RawHttp.upgrade;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.UpgradeRequest;
import io.wsgateway.support.Logs;
import io.wsgateway.support.NothingLeft;
import io.wsgateway.support.PemFiles;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.TlsHandshake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upgrades whose check takes its time. */
@ExtendWith(NothingLeft.class)
class SlowCheckIT {
  private final List<Promise<HandshakeOutcome>> asked = new CopyOnWriteArrayList<>();
  private TestGateway gateway;

  private void start(String... yaml) {
    use(TestGateway.start(yaml));
  }

  private void use(TestGateway started) {
    gateway = started;
    gateway.slow = () -> List.of(this::ask);
  }

  private Future<HandshakeOutcome> ask(UpgradeRequest upgrade) {
    Promise<HandshakeOutcome> outcome = Promise.promise();
    asked.add(outcome);
    return outcome.future();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  /** A client whose check has been asked. */
  private RawSocket waiting(byte... behind) {
    int before = asked.size();
    RawSocket client = RawSocket.tcp(gateway.port());
    client.send(RawSocket.handshake(gateway.port(), "/slow"), behind);
    await().until(() -> asked.size() > before);
    return client;
  }

  private static byte[] text(String text) {
    return RawSocket.frame(RawSocket.TEXT, text.getBytes(UTF_8));
  }

  private void answerAll(HandshakeOutcome outcome) {
    asked.forEach(promise -> promise.complete(outcome));
  }

  /** More than is kept here, so that some of it waits in the kernel. */
  private static void sendsAndHearsAll(RawSocket client, Runnable accept) {
    List<String> said = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      said.add(i + "x".repeat(20_000));
    }
    Thread sender = new Thread(() -> said.forEach(message -> client.send(text(message))), "sender");
    sender.start();
    accept.run();
    assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    assertThat(client.readText()).isEqualTo("first");
    for (String message : said) {
      assertThat(client.readText()).isEqualTo(message);
    }
    assertThat(client.echoes("last")).isTrue();
    client.close();
  }

  @Test
  void whatAClientSentBehindItsHandshakeIsNotLost() {
    start();
    sendsAndHearsAll(waiting(text("first")), () -> answerAll(HandshakeOutcome.ACCEPTED));
    assertThat(gateway.handshakes(HandshakeOutcome.ACCEPTED)).isEqualTo(1);
  }

  @Test
  void whatAClientSentBehindItsHandshakeIsNotLostWithTls(@TempDir Path folder) throws Exception {
    PemFiles files = new PemFiles(folder);
    files.renew("gateway");
    start(
        "http: {host: 127.0.0.1, port: 0, tls: {cert: '%s', key: '%s'}}"
            .formatted(files.cert(), files.key()));
    RawSocket client = RawSocket.over(TlsHandshake.with(gateway.port()));
    client.send(RawSocket.handshake(gateway.port(), "/slow"), text("first"));
    await().until(() -> !asked.isEmpty());
    sendsAndHearsAll(client, () -> answerAll(HandshakeOutcome.ACCEPTED));
  }

  @Test
  void aClientThatIsRefusedReadsWhy() {
    start();
    RawSocket client = waiting(text("first"));
    client.sendText("second");
    answerAll(HandshakeOutcome.ORIGIN);
    assertThat(client.readHead()).startsWith("HTTP/1.1 403 ");
    assertThat(client.readToEnd()).isPositive();
    await().until(() -> gateway.counts().tcp() == 0);
    assertThat(gateway.counts().clients()).isZero();
    assertThat(gateway.handshakes(HandshakeOutcome.ORIGIN)).isEqualTo(1);
    assertThat(gateway.infos).isEmpty();
  }

  @Test
  void whatFollowsAHandshakeIsNotReadAsARequest() {
    start();
    RawSocket client = waiting(request(upgrade("/ws").toArray(new String[0])).getBytes(ISO_8859_1));
    answerAll(HandshakeOutcome.ORIGIN);
    assertThat(client.readHead()).startsWith("HTTP/1.1 403 ");
    client.readToEnd();
    assertThat(gateway.handshakes(HandshakeOutcome.ACCEPTED)).isZero();
  }

  @Test
  void aThousandClientsThatWaitAndGoFreeTheirPlaces() {
    use(
        TestGateway.impatient(
            "limits: {connectionsPerAddress: 10000}",
            "admission: {connectionsPerSecond: 100000, maxLoopLagMillis: 60000}"));
    List<RawSocket> clients = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      clients.add(RawSocket.tcp(gateway.port()));
    }
    byte[] handshake = RawSocket.handshake(gateway.port(), "/slow");
    for (int i = 0; i < 1000; i++) {
      clients.get(i).send(handshake, i % 2 == 0 ? text("early") : new byte[0]);
    }
    await().until(() -> asked.size() == 1000);
    assertThat(gateway.counts().clients()).isEqualTo(1000);

    clients.forEach(RawSocket::close);
    await().until(() -> gateway.counts().tcp() == 0);
    assertThat(gateway.counts().clients()).isZero();
    assertThat(gateway.counts().clientAddresses()).isZero();
    assertThat(gateway.handshakes(HandshakeOutcome.FAILED)).isEqualTo(1000);

    answerAll(HandshakeOutcome.ACCEPTED);
    RawSocket canary = waiting();
    asked.get(1000).complete(HandshakeOutcome.ACCEPTED);
    assertThat(canary.readHead()).startsWith("HTTP/1.1 101 ");
    assertThat(canary.echoes("still here")).isTrue();
    assertThat(gateway.infos).hasSize(1);
    canary.close();
  }

  @Test
  void aClientThatEndsItsSideIsGone() {
    start();
    RawSocket silent = waiting();
    RawSocket talkative = waiting(text("first"));
    silent.shutdownOutput();
    talkative.shutdownOutput();
    assertThat(silent.readEnd()).isTrue();
    assertThat(talkative.readEnd()).isTrue();
    await().until(() -> gateway.counts().clients() == 0);
  }

  @Test
  void aDrainThatBeginsMeanwhileRefusesThem() {
    start();
    RawSocket client = waiting(text("first"));
    gateway.verticles.forEach(verticle -> TestGateway.await(verticle.refuseUpgrades()));
    assertThat(client.readHead()).startsWith("HTTP/1.1 503 ").contains("Retry-After: ");
    client.readToEnd();
    answerAll(HandshakeOutcome.ACCEPTED);
    assertThat(gateway.handshakes(HandshakeOutcome.DRAINING)).isEqualTo(1);
    assertThat(gateway.infos).isEmpty();
    await().until(() -> gateway.counts().clients() == 0);
  }

  @Test
  void aPauseMeanwhileRefusesThem() {
    start();
    RawSocket client = waiting(text("first"));
    gateway.awake = false;
    answerAll(HandshakeOutcome.ACCEPTED);
    assertThat(client.readHead()).startsWith("HTTP/1.1 503 ").contains("Retry-After: ");
    client.readToEnd();
    assertThat(gateway.handshakes(HandshakeOutcome.WAKING)).isEqualTo(1);
    assertThat(gateway.infos).isEmpty();
    await().until(() -> gateway.counts().clients() == 0);
  }

  /** Without Host the router comes to the routes another way. */
  @ParameterizedTest
  @ValueSource(strings = {"Host: gw.test", "X: no host"})
  void anInternalErrorIsAnsweredCountedAndLogged(String host) {
    start();
    // The first fails behind all other checks, the second before them.
    gateway.slow =
        host.startsWith("Host")
            ? () -> null
            : () -> {
              throw new NullPointerException("planted");
            };
    List<String> lines = upgrade("/slow");
    lines.set(1, host);
    try (Logs logs = new Logs(Entrance.class)) {
      RawHttp.Answer answer =
          RawHttp.exchange(gateway.port(), request(lines.toArray(new String[0])));
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.code()).isEqualTo("failed");
      assertThat(logs.events()).hasSize(1);
      assertThat(logs.pairs(0)).containsExactly("event=upgrade.failed");
      assertThat(logs.events().get(0).getThrowableProxy().getClassName())
          .isEqualTo("java.lang.NullPointerException");
    }
    assertThat(gateway.handshakes(HandshakeOutcome.FAILED)).isEqualTo(1);
    assertThat(gateway.counts().clients()).isZero();
  }
}
