package io.wsgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestGuardTest {
  private final AtomicInteger cuts = new AtomicInteger();
  private final RequestGuard guard = new RequestGuard(cuts::incrementAndGet);
  private final EmbeddedChannel channel = new EmbeddedChannel(guard);

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void request() {
    channel.writeInbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
  }

  private void respond(HttpResponseStatus status) {
    channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
  }

  private void fill() {
    for (int i = 0; i < RequestGuard.MAX_UNANSWERED; i++) {
      request();
    }
  }

  @Test
  void theRequestsThatWaitAreBoundedAndThoseInFlightAreAnswered() {
    fill();
    assertThat(cuts).hasValue(0);
    request();
    request();
    assertThat(cuts).hasValue(1);
    assertThat(channel.inboundMessages()).hasSize(RequestGuard.MAX_UNANSWERED);
    assertThat(guard.endsUnread()).as("answers that are still to come are wanted").isFalse();
    for (int i = 1; i < RequestGuard.MAX_UNANSWERED; i++) {
      respond(HttpResponseStatus.OK);
    }
    assertThat(channel.isOpen()).isTrue();
    respond(HttpResponseStatus.OK);
    assertThat(channel.isOpen()).isFalse();
    assertThat(channel.outboundMessages()).hasSize(RequestGuard.MAX_UNANSWERED);
  }

  @Test
  void anAnswerMakesRoomAndAnInterimOneDoesNot() {
    fill();
    respond(HttpResponseStatus.OK);
    request();
    assertThat(cuts).hasValue(0);
    respond(HttpResponseStatus.CONTINUE);
    request();
    assertThat(cuts).hasValue(1);
  }
}
