package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A clock that only the test moves. */
final class HeaderTimeoutTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final int HEADER = 10;
  private static final int IDLE = 75;

  private final AtomicInteger late = new AtomicInteger();
  private EmbeddedChannel channel;

  @BeforeEach
  void accept() {
    channel = new EmbeddedChannel();
    channel.freezeTime();
    var timeout = new HeaderTimeout(HEADER, IDLE, late::incrementAndGet);
    channel.pipeline().addLast(timeout.firstByte(), new HttpRequestDecoder(), timeout);
  }

  @AfterEach
  void end() {
    channel.finishAndReleaseAll();
  }

  private void receive(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, US_ASCII));
  }

  private void answer() {
    channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
  }

  private boolean isOpenAfter(int seconds) {
    channel.advanceTimeBy(seconds, SECONDS);
    channel.runScheduledPendingTasks();
    return channel.isOpen();
  }

  private void endsAfter(int seconds) {
    assertThat(isOpenAfter(seconds - 1)).isTrue();
    assertThat(isOpenAfter(1)).isFalse();
  }

  @Test
  void theFirstHeaderHasItsTimeFromTheAccept() {
    receive("GET / HT");
    assertThat(isOpenAfter(HEADER - 1)).isTrue();
    receive("TP/1.1\r\n");
    endsAfter(1);
    assertThat(late).hasValue(1);
  }

  @Test
  void anIdleConnectionIsKeptForLongerThanItsUsersKeepIt() {
    for (int i = 0; i < 3; i++) {
      receive(REQUEST);
      answer();
      assertThat(isOpenAfter(IDLE - 1)).isTrue();
    }
    endsAfter(1);
    assertThat(late).hasValue(0);
  }

  @Test
  void theNextHeaderHasItsTimeFromItsFirstByte() {
    receive(REQUEST);
    answer();
    assertThat(isOpenAfter(IDLE - 1)).isTrue();
    receive("G");
    assertThat(isOpenAfter(HEADER - 1)).isTrue();
    receive("E");
    endsAfter(1);
    assertThat(late).hasValue(1);
  }

  @Test
  void aHeaderInTimeMakesRoomForTheResponse() {
    receive(REQUEST);
    answer();
    receive("G");
    assertThat(isOpenAfter(HEADER - 1)).isTrue();
    receive(REQUEST.substring(1));
    assertThat(isOpenAfter(10 * IDLE)).isTrue();
  }

  @Test
  void pipelinedRequestsWaitForTheLastResponse() {
    receive(REQUEST + REQUEST);
    answer();
    assertThat(isOpenAfter(10 * IDLE)).isTrue();
    answer();
    endsAfter(IDLE);
  }
}
