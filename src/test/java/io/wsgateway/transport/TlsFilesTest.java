package io.wsgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.wsgateway.config.TlsConfig;
import io.wsgateway.config.TlsConfig.Engine;
import io.wsgateway.metrics.TlsMetrics.Listener;
import io.wsgateway.support.Logs;
import io.wsgateway.support.TlsEngines;
import io.wsgateway.support.TlsHandshake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A server whose files are replaced, looked at when the test says so. */
@ParameterizedClass
@EnumSource(
    value = Engine.class,
    names = {"OPENSSL", "JDK"})
class TlsFilesTest {
  private static final Path FILES = Path.of("src/test/resources/tls");
  private static final long NEVER = TimeUnit.HOURS.toMillis(1);

  @Parameter private Engine engine;
  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong nanos = new AtomicLong();
  private volatile Instant now = Instant.now();
  private Logs logs;

  @BeforeEach
  void capture() {
    TlsEngines.assumeLoads(engine);
    logs = new Logs(TlsFiles.class);
  }

  @AfterEach
  void close() {
    if (logs != null) {
      logs.close();
    }
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private void put(String file, String as) throws IOException {
    // As tools that renew do it: the new file takes the old one's place.
    Path next = folder.resolve("next");
    Files.copy(FILES.resolve(file), next, StandardCopyOption.REPLACE_EXISTING);
    Files.move(next, folder.resolve(as), StandardCopyOption.REPLACE_EXISTING);
  }

  private Future<TlsFiles> load(long lookMillis) {
    return load(Listener.HTTP, lookMillis);
  }

  private Future<TlsFiles> load(Listener listener, long lookMillis) {
    var tls =
        new TlsConfig(folder.resolve("cert").toString(), folder.resolve("key").toString(), engine);
    var times = new TlsFiles.Times(lookMillis, nanos::get, () -> now);
    return TlsFiles.load(vertx, listener, tls, registry, times);
  }

  private int serve(TlsFiles files) {
    HttpServer server = listen(files);
    watch(files);
    return server.actualPort();
  }

  private HttpServer listen(TlsFiles files) {
    HttpServer server =
        vertx
            .createHttpServer(files.secure(new HttpServerOptions(), 10, null))
            .requestHandler(request -> request.response().end());
    return await(server.listen(0, "127.0.0.1"));
  }

  private void watch(TlsFiles files) {
    on(
        () -> {
          files.watch();
          return Future.succeededFuture();
        });
  }

  private void on(java.util.function.Supplier<Future<Void>> action) {
    await(Future.<Void>future(done -> context.runOnContext(v -> action.get().onComplete(done))));
  }

  private void look(TlsFiles files, int times) {
    for (int i = 0; i < times; i++) {
      on(files::look);
    }
  }

  private static String served(int port) throws Exception {
    return ((X509Certificate) TlsHandshake.served(port)).getSubjectX500Principal().getName();
  }

  private double failures() {
    return registry.get("gateway.tls.reload.failures").tag("listener", "http").counter().count();
  }

  private double expiry() {
    return expiry("http");
  }

  private double expiry(String listener) {
    return registry
        .get("gateway.tls.certificate.expiry.seconds")
        .tag("listener", listener)
        .gauge()
        .value();
  }

  private List<String> lines(String event) {
    return logs.lines().stream().filter(line -> line.contains("event=\"" + event)).toList();
  }

  @Test
  void aCertificateWithoutItsKeyIsNotServed() throws Exception {
    put("p256.crt", "cert");
    put("p256.key", "key");
    TlsFiles files = await(load(NEVER));
    int port = serve(files);
    double first = expiry();
    put("rsa.crt", "cert");
    look(files, 4);
    assertThat(served(port)).isEqualTo("CN=p256");
    assertThat(failures()).as("of every look once it was settled").isEqualTo(3);
    assertThat(expiry()).isEqualTo(first);
    assertThat(lines("tls.failed"))
        .as("told once")
        .singleElement()
        .asString()
        .contains("http.tls: the certificate in", "do not belong together", "valid until 21");
    nanos.addAndGet(Duration.ofMinutes(10).toNanos());
    look(files, 2);
    assertThat(lines("tls.failed")).as("told again").hasSize(2);
    put("rsa.key", "key");
    look(files, 2);
    assertThat(served(port)).isEqualTo("CN=rsa");
    assertThat(failures()).isEqualTo(5);
    assertThat(lines("tls.reloaded")).hasSize(1);
    put("expired.crt", "cert");
    put("expired.key", "key");
    look(files, 2);
    assertThat(served(port)).isEqualTo("CN=rsa");
    assertThat(expiry()).as("of the one in use").isEqualTo(first);
    assertThat(lines("tls.failed"))
        .last()
        .asString()
        .contains("the certificate of \"CN=expired\" expired at 2020-01-02", "renew it");
  }

  @Test
  void aCertificateThatIsNotValidYetWaitsForItsTime() throws Exception {
    put("expired.crt", "cert");
    put("expired.key", "key");
    now = Instant.parse("2020-01-01T12:00:00Z");
    TlsFiles files = await(load(NEVER));
    int port = serve(files);
    put("p256.crt", "cert");
    put("p256.key", "key");
    look(files, 3);
    assertThat(served(port)).isEqualTo("CN=expired");
    assertThat(lines("tls.failed"))
        .singleElement()
        .asString()
        .contains("CN=p256", "not valid before 20", "clock says 2020-01-01T12:00:00Z");
    now = Instant.now();
    look(files, 1);
    assertThat(served(port)).isEqualTo("CN=p256");
  }

  @Test
  void anExpiredCertificateIsReplacedByWhateverIsValidLonger() throws Exception {
    put("expired.crt", "cert");
    put("expired.key", "key");
    TlsFiles files = await(load(NEVER));
    int port = serve(files);
    // A clock that jumped: both have expired.
    now = Instant.parse("2400-01-01T00:00:00Z");
    put("p256.crt", "cert");
    put("p256.key", "key");
    look(files, 2);
    assertThat(served(port)).isEqualTo("CN=p256");
  }

  /** As the management port and a port of its own for the API. */
  @Test
  void everyServerOfTheFilesGetsTheNewCertificate() throws Exception {
    put("p256.crt", "cert");
    put("p256.key", "key");
    TlsFiles files = await(load(NEVER));
    HttpServer first = listen(files);
    HttpServer second = listen(files);
    watch(files);
    put("chain.crt", "cert");
    look(files, 2);
    assertThat(served(first.actualPort())).isEqualTo("CN=leaf");
    assertThat(served(second.actualPort())).isEqualTo("CN=leaf");
  }

  @Test
  void theKeyAloneIsNotTakenEither() throws Exception {
    put("p256.crt", "cert");
    put("p256.key", "key");
    TlsFiles files = await(load(NEVER));
    int port = serve(files);
    put("p256-other.key", "key");
    look(files, 2);
    Files.delete(folder.resolve("cert"));
    look(files, 2);
    put("chain.crt", "cert");
    put("encrypted.key", "key");
    look(files, 2);
    assertThat(served(port)).isEqualTo("CN=p256");
    assertThat(failures()).isEqualTo(3);
    assertThat(lines("tls.failed"))
        .satisfiesExactly(
            line -> assertThat(line).contains("do not belong together"),
            line -> assertThat(line).contains("http.tls.cert: the file").contains("does not exist"),
            line -> assertThat(line).contains("http.tls.key: the file").contains("is encrypted"));
    put("p256.key", "key");
    look(files, 2);
    assertThat(served(port)).isEqualTo("CN=leaf");
  }

  @Test
  void filesThatChangedBetweenTheCheckAndTheStartAreRefused() throws Exception {
    put("p256.crt", "cert");
    put("rsa.key", "key");
    assertThatThrownBy(() -> await(load(NEVER)))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(ListenException.class)
        .hasMessageContaining("http.tls: the certificate in");
  }

  @Test
  void theFilesAreLookedAtByThemselves() throws Exception {
    put("p256.crt", "cert");
    put("p256.key", "key");
    int port = serve(await(load(20)));
    put("chain.crt", "cert");
    org.awaitility.Awaitility.await()
        .untilAsserted(() -> assertThat(served(port)).isEqualTo("CN=leaf"));
  }

  @Test
  void aCertificateThatIsAboutToExpireIsToldEveryDayAndAtEveryReload() throws Exception {
    put("p256.crt", "cert");
    put("p256.key", "key");
    TlsFiles files = await(load(NEVER));
    serve(files);
    now = Instant.ofEpochSecond((long) expiry()).minus(Duration.ofDays(3));
    look(files, 3);
    assertThat(lines("tls.expiry")).isEmpty();
    for (int day = 1; day <= 2; day++) {
      nanos.addAndGet(Duration.ofDays(1).toNanos());
      look(files, 3);
      assertThat(lines("tls.expiry"))
          .hasSize(day)
          .allMatch(line -> line.startsWith("http.tls: the certificate of \"CN=p256\" expires"));
    }
    put("chain.crt", "cert");
    look(files, 2);
    assertThat(lines("tls.expiry")).hasSize(3).last().asString().contains("expires within a week");
  }

  @Test
  void theEngineInUseIsLoggedAndAMeter() throws Exception {
    put("p256.crt", "cert");
    put("p256.key", "key");
    String label = engine.name().toLowerCase(Locale.ROOT);
    try (Logs chosen = new Logs(TlsLibrary.class)) {
      await(load(NEVER));
      assertThat(chosen.lines())
          .singleElement()
          .asString()
          .contains("event=\"tls.engine\"", "engine=\"" + label + "\"", "http.tls: TLS uses ");
    }
    assertThat(
            registry
                .get("gateway.tls.engine.info")
                .tag("listener", "http")
                .tag("engine", label)
                .gauge()
                .value())
        .isEqualTo(1);
  }
}
