package io.wsgateway.auth;

import static io.wsgateway.auth.TokenFixture.NOW;
import static io.wsgateway.auth.TokenFixture.auth;
import static io.wsgateway.auth.TokenFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.wsgateway.auth.PublishedKeys.Timing;
import io.wsgateway.auth.TokenException.Reason;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import io.wsgateway.kit.FreePorts;
import io.wsgateway.support.PemFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Key sets from a real server on loopback that behaves well, badly, or not at all. */
class KeySetsIT {
  private static final long HOUR = 3_600_000;
  private static final JwtAlgorithm ALG = JwtAlgorithm.RS256;
  private static final String TOKEN = TestKeys.token(ALG, "a", "{\"sub\":\"u\"}");
  private static final String GOOD = KeySetTest.set(jwk("a", "a"));

  @TempDir private static Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final List<JwtTokens> opened = new ArrayList<>();
  private final HttpClientOptions client = new HttpClientOptions();
  private volatile Handler<HttpServerRequest> answer = send(200, GOOD);

  @AfterEach
  void close() {
    opened.forEach(tokens -> tokens.close().toCompletionStage().toCompletableFuture().join());
    TokenFixture.close(vertx);
  }

  private static String jwk(String kid, String pair) {
    return TestKeys.jwk(TestKeys.pair(ALG, pair).getPublic(), ",\"kid\":\"" + kid + "\"");
  }

  private static Handler<HttpServerRequest> send(int status, String body) {
    return request -> request.response().setStatusCode(status).end(body);
  }

  private static HttpServerOptions loopback() {
    return new HttpServerOptions().setHost("127.0.0.1").setPort(0);
  }

  private HttpServer serve(HttpServerOptions options) {
    return vertx
        .createHttpServer(options)
        .requestHandler(
            request -> {
              requests.incrementAndGet();
              answer.handle(request);
            })
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private JwtTokens tokens(String url, Timing timing) throws Exception {
    JwtTokens tokens =
        JwtTokens.of(
            auth("jwksUrl: '" + url + "'"),
            vertx,
            failures::incrementAndGet,
            () -> NOW * 1000,
            client,
            timing);
    opened.add(tokens);
    return tokens;
  }

  /** Tries anew every few milliseconds while there is no set; reads last at most half a second. */
  private JwtTokens tokens(int port) throws Exception {
    return tokens("http://127.0.0.1:" + port + "/keys", new Timing(20, HOUR, 10, 500));
  }

  private static String user(JwtTokens tokens) throws TokenException {
    return TokenFixture.await(tokens.connection(TOKEN)).user();
  }

  private static void assertRefused(JwtTokens tokens, Reason reason) {
    assertThat(refusal(tokens.connection(TOKEN)).reason()).isEqualTo(reason);
  }

  @Test
  void aTokenWaitsForTheFirstReadAndNoneAfterIt() throws Exception {
    JwtTokens tokens = tokens(serve(loopback()).actualPort());
    assertThat(user(tokens)).isEqualTo("u");
    assertThat(tokens.connection(TOKEN).isComplete()).isTrue();
    assertThat(requests).hasValue(1);
  }

  /** What a server may do wrong. */
  enum Fault {
    SILENT(request -> {}),
    TRICKLE(KeySetsIT::trickle),
    HUGE(send(200, GOOD + " ".repeat(KeySetReader.MAX_BYTES))),
    ENDLESS(KeySetsIT::endless),
    EMPTY(send(200, "")),
    NO_KEYS(send(200, "{\"keys\":[]}")),
    NO_USABLE_KEY(send(200, "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"a\"}]}")),
    REDIRECT(KeySetsIT::redirect),
    ERROR(send(500, GOOD)),
    NO_CONTENT(request -> request.response().setStatusCode(204).end()),
    NOT_MODIFIED(request -> request.response().setStatusCode(304).end()),
    HTML(send(200, "<html><body>Sign in</body></html>")),
    GARBAGE(request -> request.response().end(Buffer.buffer(new byte[] {(byte) 0xc3, 0x28, 0}))),
    DEEP(send(200, "{\"keys\":" + "[".repeat(200_000))),
    TRUNCATED(
        request -> {
          request.response().putHeader("content-length", "100000").write(GOOD);
          request.connection().close();
        }),
    CLOSED(request -> request.connection().close());

    @SuppressWarnings("ImmutableEnumChecker") // Functions without state.
    private final Handler<HttpServerRequest> answer;

    Fault(Handler<HttpServerRequest> answer) {
      this.answer = answer;
    }
  }

  private static void redirect(HttpServerRequest request) {
    if (request.path().equals("/keys")) {
      request.response().setStatusCode(302).putHeader("location", "/good").end();
    } else {
      request.response().end(GOOD);
    }
  }

  private static void trickle(HttpServerRequest request) {
    request.response().setChunked(true).write("{");
    request.response().write(" ");
  }

  /** Until the client is gone. */
  private static void endless(HttpServerRequest request) {
    request.response().setChunked(true);
    request.response().exceptionHandler(gone -> {});
    more(request);
  }

  private static void more(HttpServerRequest request) {
    request.response().write(Buffer.buffer(" ".repeat(16_384))).onSuccess(written -> more(request));
  }

  /** Down at the start is the same as any other fault: it ends, and then all is well. */
  @ParameterizedTest
  @EnumSource
  void aFaultAtTheStartRefusesForNowAndPasses(Fault fault) throws Exception {
    answer = fault.answer;
    JwtTokens tokens = tokens(serve(loopback()).actualPort());
    assertRefused(tokens, Reason.UNAVAILABLE);
    await().until(() -> failures.get() >= 2);
    assertRefused(tokens, Reason.UNAVAILABLE);
    answer = send(200, GOOD);
    await()
        .until(
            () -> tokens.connection(TOKEN).recover(e -> Future.succeededFuture()).result() != null);
    assertThat(user(tokens)).isEqualTo("u");
  }

  /** The last keys decide, and a token of an unknown key may come again. */
  @ParameterizedTest
  @EnumSource
  void aFaultLaterReplacesNoKey(Fault fault) throws Exception {
    JwtTokens tokens = tokens(serve(loopback()).actualPort());
    assertThat(user(tokens)).isEqualTo("u");
    answer = fault.answer;
    String unknown = TestKeys.token(ALG, "b", "{}");
    await()
        .until(
            () -> {
              assertThat(refusal(tokens.connection(unknown)).reason())
                  .isEqualTo(Reason.UNAVAILABLE);
              return failures.get() >= 1;
            });
    assertThat(tokens.connection(TOKEN).succeeded()).isTrue();
  }

  /** Not the time, which would be 1000 seconds. */
  @Test
  void theSizeEndsARead() throws Exception {
    answer = Fault.ENDLESS.answer;
    int port = serve(loopback()).actualPort();
    tokens("http://127.0.0.1:" + port + "/", new Timing(20, HOUR, 10, 1_000_000));
    await().until(() -> failures.get() >= 2);
  }

  @Test
  void aSetAtTheLimitIsRead() throws Exception {
    answer = send(200, GOOD + " ".repeat(KeySetReader.MAX_BYTES - GOOD.length()));
    assertThat(user(tokens(serve(loopback()).actualPort()))).isEqualTo("u");
  }

  @Test
  void aServerThatStartsLaterIsFound() throws Exception {
    int port = FreePorts.of(1)[0];
    JwtTokens tokens = tokens(port);
    await().until(() -> failures.get() >= 2);
    assertRefused(tokens, Reason.UNAVAILABLE);
    serve(loopback().setPort(port));
    await()
        .until(
            () -> tokens.connection(TOKEN).recover(e -> Future.succeededFuture()).result() != null);
  }

  @Test
  void aNewKeyIsFoundByItsIdAndAnOldOneEnds() throws Exception {
    JwtTokens tokens = tokens(serve(loopback()).actualPort());
    assertThat(user(tokens)).isEqualTo("u");
    String next =
        TestKeys.token(
            ALG,
            TestKeys.pair(ALG, "b").getPrivate(),
            "{\"alg\":\"RS256\",\"kid\":\"b\"}",
            "{\"sub\":\"next\"}");
    answer = send(200, KeySetTest.set(jwk("a", "a"), jwk("b", "b")));
    await()
        .until(
            () -> tokens.connection(next).recover(e -> Future.succeededFuture()).result() != null);
    assertThat(user(tokens)).isEqualTo("u");
    answer = send(200, KeySetTest.set(jwk("b", "b")));
    await()
        .until(
            () -> {
              refusal(tokens.connection(TestKeys.token(ALG, "c", "{}")));
              return !tokens.connection(TOKEN).succeeded();
            });
  }

  @Test
  void anInventedIdIsNoRequestEach() throws Exception {
    JwtTokens tokens =
        tokens(
            "http://localhost:" + serve(loopback()).actualPort() + "/",
            new Timing(HOUR, HOUR, 10, 2000));
    assertThat(user(tokens)).isEqualTo("u");
    for (int i = 0; i < 500; i++) {
      refusal(tokens.connection(TestKeys.token(ALG, "invented-" + i, "{}")));
    }
    assertThat(requests).hasValue(1);
  }

  @Test
  void aSharedSecretNeedsNoKeySet() throws Exception {
    answer = request -> {};
    JwtTokens tokens = tokens(serve(loopback()).actualPort());
    Future<Identity> checked =
        tokens.connection(TestKeys.token(JwtAlgorithm.HS256, "any", "{\"sub\":\"u\"}"));
    assertThat(checked.isComplete()).isTrue();
    assertThat(refusal(checked).reason()).isEqualTo(Reason.INVALID);
  }

  @Test
  void httpsIsCheckedWithTheAuthoritiesAndTheName() throws Exception {
    PemFiles pem = new PemFiles(folder);
    pem.renew("localhost");
    HttpServerOptions tls =
        loopback()
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(pem.cert().toString())
                    .setKeyPath(pem.key().toString()));
    HttpServer server = serve(tls);
    String url = "https://localhost:" + server.actualPort() + "/keys";
    JwtTokens unknown = tokens(url, new Timing(20, HOUR, 10, 5000));
    await().until(() -> failures.get() >= 1);
    assertRefused(unknown, Reason.UNAVAILABLE);
    assertThat(requests).hasValue(0);
    client.setTrustOptions(new PemTrustOptions().addCertPath(pem.cert().toString()));
    assertThat(user(tokens(url, new Timing(20, HOUR, 10, 5000)))).isEqualTo("u");
    failures.set(0);
    // The certificate does not name this address.
    int port = serve(tls.setHost("127.0.0.2")).actualPort();
    JwtTokens other = tokens("https://127.0.0.2:" + port + "/", new Timing(20, HOUR, 10, 5000));
    await().until(() -> failures.get() >= 1);
    assertRefused(other, Reason.UNAVAILABLE);
    assertThat(requests).hasValue(1);
  }
}
