package io.wsgateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which methods a key that is limited to channels may call is decided for each of them. */
class ApiSubjectTest {
  private static final DrainControl DRAIN =
      new DrainControl() {
        @Override
        public Future<Status> drain() {
          return Future.failedFuture("not called");
        }

        @Override
        public Future<Status> undrain() {
          return drain();
        }

        @Override
        public Future<Status> status() {
          return drain();
        }
      };

  @Test
  void everyMethodHasAnEntryAndEveryEntryAMethod() {
    ApiCalls calls =
        new ApiCalls(
            new ApiPublisher(request -> Future.failedFuture("not called"), () -> true),
            new ApiClients(call -> Future.failedFuture("not called"), () -> true),
            new NoUsers(),
            CompletableFuture::new,
            DRAIN,
            new NoExplain());
    assertThat(ApiSubject.methods())
        .isEqualTo(
            ApiTable.rows(calls).stream().map(ApiTable.Row::name).collect(Collectors.toSet()));
  }

  @Test
  void aMethodWithoutAnEntryIsClosed() {
    assertThat(ApiSubject.of("added-tomorrow")).isEqualTo(ApiSubject.NODE);
  }
}
