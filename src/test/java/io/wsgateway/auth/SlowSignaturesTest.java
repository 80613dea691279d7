package io.wsgateway.auth;

import static io.wsgateway.auth.TokenFixture.await;
import static io.wsgateway.auth.TokenFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.wsgateway.auth.TokenException.Reason;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Elliptic curves are slow, so that event loops leave them to other threads. */
class SlowSignaturesTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    TokenFixture.close(vertx);
  }

  private JwtTokens tokens(Path folder) throws Exception {
    Path file = folder.resolve("key.pem");
    Files.write(file, TestKeys.pem(TestKeys.pair(JwtAlgorithm.ES512, "a").getPublic()));
    String keys =
        "keys: [{kid: ES512, alg: ES512, publicKey: '%s'}, {kid: HS256, alg: HS256, secret: %s}]";
    return JwtTokens.of(TokenFixture.auth(keys.formatted(file, TestKeys.SECRET)), vertx, () -> {});
  }

  @Test
  void theAnswerComesOnTheEventLoopThatAsked(@TempDir Path folder) throws Exception {
    JwtTokens tokens = tokens(folder);
    Context loop = vertx.getOrCreateContext();
    CompletableFuture<Context> answered = new CompletableFuture<>();
    CompletableFuture<Boolean> atOnce = new CompletableFuture<>();
    loop.runOnContext(
        turn -> {
          Future<Identity> slow =
              tokens.connection(TestKeys.token(JwtAlgorithm.ES512, "ES512", "{\"sub\":\"u\"}"));
          atOnce.complete(slow.isComplete());
          slow.onSuccess(user -> answered.complete(Vertx.currentContext()))
              .onFailure(answered::completeExceptionally);
        });
    assertThat(atOnce.join()).isFalse();
    assertThat(answered.join()).isSameAs(loop);
    Future<Identity> fast =
        tokens.connection(TestKeys.token(JwtAlgorithm.HS256, "HS256", "{\"sub\":\"u\"}"));
    assertThat(fast.isComplete()).isTrue();
    assertThat(refusal(tokens.connection(forged())).reason()).isEqualTo(Reason.INVALID);
    await(tokens.explain(forged()));
    await(tokens.close());
  }

  private static String forged() {
    String input = TestKeys.token(JwtAlgorithm.ES512, "ES512", "{}").replaceAll("\\.[^.]*$", "");
    return input + "." + TestKeys.encode(new byte[132]);
  }

  @Test
  void aFloodIsBoundedAndPasses() throws Exception {
    SignatureWorkers workers = new SignatureWorkers(vertx);
    CountDownLatch held = new CountDownLatch(1);
    List<Future<Integer>> running = new ArrayList<>();
    for (int i = 0; i < SignatureWorkers.MAX_TOKENS; i++) {
      running.add(
          workers.run(
              () -> {
                held.await();
                return 1;
              }));
    }
    for (int i = 0; i < 100; i++) {
      assertThat(refusal(workers.run(() -> 2)).reason()).isEqualTo(Reason.UNAVAILABLE);
    }
    held.countDown();
    for (Future<Integer> one : running) {
      assertThat(await(one)).isEqualTo(1);
    }
    await().until(() -> await(workers.run(() -> 3)) == 3);
    await(workers.close());
  }
}
