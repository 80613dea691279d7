package io.wsgateway.auth;

import static io.wsgateway.auth.TokenFixture.await;
import static io.wsgateway.auth.TokenFixture.key;
import static io.wsgateway.auth.TokenFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.wsgateway.auth.PublishedKeys.Timing;
import io.wsgateway.auth.TokenException.Reason;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import io.wsgateway.config.jwt.TokenKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PublishedKeysTest {
  private static final long HOUR = 3_600_000;
  private static final JwtAlgorithm ALG = JwtAlgorithm.ES256;

  private final Vertx vertx = Vertx.vertx();
  private final List<Promise<KeySet>> reads = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();

  @AfterEach
  void close() {
    TokenFixture.close(vertx);
  }

  private PublishedKeys keys(Timing timing) {
    return new PublishedKeys(vertx, this::read, timing, new KeySetLog(failures::incrementAndGet));
  }

  private Future<KeySet> read() {
    Promise<KeySet> read = Promise.promise();
    reads.add(read);
    return read.future();
  }

  private static KeySet set(String... kids) {
    return new KeySet(new KeyRing(Stream.of(kids).map(kid -> key(kid, ALG)).toList()), 0);
  }

  private static TokenHeader header(String kid) {
    return new TokenHeader(ALG, kid);
  }

  private void fail(int read) {
    reads.get(read).fail(new KeySetException("there was no answer"));
  }

  @Test
  void unknownIdsShareOneRead() throws Exception {
    PublishedKeys keys = keys(new Timing(0, HOUR, HOUR, 1));
    keys.start();
    reads.get(0).complete(set("a"));
    assertThat(keys.find(header("a"))).isPresent();
    assertThat(keys.find(header("b"))).isEmpty();
    List<Future<TokenKey>> waiting = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      waiting.add(keys.later(header("b")));
    }
    Future<TokenKey> never = keys.later(header("c"));
    assertThat(reads).hasSize(2);
    assertThat(waiting).noneMatch(Future::isComplete);
    reads.get(1).complete(set("a", "b"));
    for (Future<TokenKey> key : waiting) {
      assertThat(await(key).kid()).isEqualTo("b");
    }
    assertThat(refusal(never).reason()).isEqualTo(Reason.INVALID);
  }

  /** Otherwise each invented id would be a request to the issuer. */
  @Test
  void unknownIdsReadAtMostOnceInTheGap() {
    PublishedKeys keys = keys(new Timing(HOUR, HOUR, HOUR, 1));
    keys.start();
    Future<TokenKey> first = keys.later(header("stale"));
    reads.get(0).complete(set("a"));
    assertThat(refusal(first).reason()).isEqualTo(Reason.INVALID);
    for (int i = 0; i < 1000; i++) {
      assertThat(refusal(keys.later(header("x" + i))).reason()).isEqualTo(Reason.UNAVAILABLE);
    }
    assertThat(refusal(keys.later(header("stale"))).reason()).isEqualTo(Reason.INVALID);
    assertThat(reads).hasSize(1);
  }

  @Test
  void waitingTokensAreBounded() {
    PublishedKeys keys = keys(new Timing(0, HOUR, HOUR, 1));
    keys.start();
    List<Future<TokenKey>> waiting = new ArrayList<>();
    for (int i = 0; i < PublishedKeys.MAX_WAITING; i++) {
      waiting.add(keys.later(header("a")));
    }
    assertThat(refusal(keys.later(header("a"))).reason()).isEqualTo(Reason.UNAVAILABLE);
    reads.get(0).complete(set("a"));
    assertThat(waiting).allMatch(Future::succeeded);
  }

  @Test
  void aFailedReadKeepsTheLastKeys() throws Exception {
    PublishedKeys keys = keys(new Timing(0, HOUR, HOUR, 1));
    keys.start();
    reads.get(0).complete(set("a"));
    Future<TokenKey> waiting = keys.later(header("b"));
    fail(1);
    assertThat(refusal(waiting).reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(keys.find(header("a"))).isPresent();
    assertThat(failures).hasValue(1);
  }

  @Test
  void withoutASetTokensAreRefusedForNowAndReadingGoesOn() throws Exception {
    PublishedKeys keys = keys(new Timing(5, HOUR, 1, 1));
    keys.start();
    for (int i = 0; i < 4; i++) {
      int next = i + 1;
      await().until(() -> reads.size() == next);
      fail(i);
      assertThat(keys.find(header("a"))).isEmpty();
    }
    await().until(() -> reads.size() == 5);
    Future<TokenKey> waiting = keys.later(header("a"));
    reads.get(4).complete(set("a"));
    assertThat(await(waiting).kid()).isEqualTo("a");
    assertThat(failures).hasValue(4);
  }

  @Test
  void withoutASetNoTokenCausesARead() {
    PublishedKeys keys = keys(new Timing(HOUR, HOUR, HOUR, 1));
    keys.start();
    fail(0);
    for (int i = 0; i < 100; i++) {
      assertThat(refusal(keys.later(header("a"))).reason()).isEqualTo(Reason.UNAVAILABLE);
    }
    assertThat(reads).hasSize(1);
  }

  @Test
  void theSetIsReadAgainWithoutAnyToken() throws Exception {
    PublishedKeys keys = keys(new Timing(HOUR, 1, HOUR, 1));
    keys.start();
    reads.get(0).complete(set("a"));
    await().until(() -> reads.size() == 2);
    reads.get(1).complete(set("b"));
    assertThat(keys.find(header("a"))).isEmpty();
    assertThat(keys.find(header("b"))).isPresent();
  }

  @Test
  void anAnswerComesOnTheEventLoopThatAsked() throws Exception {
    PublishedKeys keys = keys(new Timing(0, HOUR, HOUR, 1));
    keys.start();
    Context loop = vertx.getOrCreateContext();
    CompletableFuture<Context> answered = new CompletableFuture<>();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    loop.runOnContext(
        turn -> {
          keys.later(header("a")).onComplete(key -> answered.complete(Vertx.currentContext()));
          asked.complete(null);
        });
    asked.join();
    reads.get(0).complete(set("a"));
    assertThat(answered.join()).isSameAs(loop);
  }

  @Test
  void aReadThatThrowsIsAFailureLikeAnother() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    PublishedKeys keys =
        new PublishedKeys(
            vertx,
            () -> {
              if (calls.incrementAndGet() < 3) {
                throw new IllegalStateException("closed");
              }
              return read();
            },
            new Timing(5, HOUR, 1, 1),
            new KeySetLog(failures::incrementAndGet));
    keys.start();
    await().until(() -> reads.size() == 1);
    reads.get(0).complete(set("a"));
    assertThat(keys.find(header("a"))).isPresent();
    assertThat(failures).hasValue(2);
  }

  @Test
  void afterTheEndNothingIsReadAndNobodyWaits() {
    PublishedKeys keys = keys(new Timing(0, 1, 1, 1));
    keys.start();
    Future<TokenKey> waiting = keys.later(header("a"));
    keys.close();
    assertThat(refusal(waiting).reason()).isEqualTo(Reason.UNAVAILABLE);
    reads.get(0).complete(set("b"));
    assertThat(refusal(keys.later(header("a"))).reason()).isEqualTo(Reason.UNAVAILABLE);
    keys.start();
    assertThat(reads).hasSize(1);
  }
}
