package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who ends its side, and when: a clock that only the test moves. */
final class LastResponseTest {
  private static final String REQUEST = "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n";
  private static final int SECONDS_LEFT = 10;

  private final EmbeddedChannel channel =
      new EmbeddedChannel(new HttpRequestDecoder(), new LastResponse(SECONDS_LEFT));

  @AfterEach
  void end() {
    channel.finishAndReleaseAll();
  }

  private void receive(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, US_ASCII));
  }

  private void fin() {
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
  }

  private void answer(HttpResponseStatus status) {
    channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
  }

  @Test
  void behindAllRequestsComesTheEndOfTheLastResponse() {
    receive(REQUEST + "{}" + REQUEST + "{}");
    fin();
    assertThat(channel.isOpen()).isTrue();
    answer(HttpResponseStatus.CONTINUE);
    answer(HttpResponseStatus.OK);
    assertThat(channel.isOpen()).isTrue();
    answer(HttpResponseStatus.OK);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void whoAsksNothingIsGone() {
    fin();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void whoHasItsAnswerIsGone() {
    receive(REQUEST + "{}");
    answer(HttpResponseStatus.OK);
    assertThat(channel.isOpen()).isTrue();
    fin();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void halfABodyIsNoRequest() {
    receive(REQUEST + "{");
    fin();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void noResponseIsWaitedForForEver() {
    channel.freezeTime();
    receive(REQUEST + "{}");
    fin();
    channel.advanceTimeBy(SECONDS_LEFT - 1, SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isTrue();
    channel.advanceTimeBy(1, SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isFalse();
  }
}
