package io.wsgateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class NoHandlersTest {
  // Close to the end of the range, which System.nanoTime may come to as well.
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);
  private final NoHandlers noHandlers = new NoHandlers(now::get);

  @Test
  void nobodyIsRememberedForASecond() {
    assertThat(noHandlers.remembered()).isFalse();
    noHandlers.failed(new ReplyException(ReplyFailure.NO_HANDLERS, "nobody"));
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
    assertThat(noHandlers.remembered()).isTrue();
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
    assertThat(noHandlers.remembered()).isFalse();
  }

  @Test
  void anyOtherFailureSaysNothingAboutTheNextMessage() {
    noHandlers.failed(new ReplyException(ReplyFailure.TIMEOUT, "late"));
    noHandlers.failed(new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 5, "no"));
    assertThat(noHandlers.remembered()).isFalse();
  }
}
