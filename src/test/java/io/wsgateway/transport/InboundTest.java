package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wsgateway.connection.Settings;
import io.wsgateway.support.RawSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who owns the bytes that came, above all while reading is paused. */
final class InboundTest {
  private final RecordingSink sink = new RecordingSink();
  private final Inbound inbound = new Inbound(new Settings().limits(), sink);

  private static ByteBuf bytes(String... messages) {
    return Unpooled.wrappedBuffer(
        Stream.of(messages)
            .map(text -> RawSocket.frame(RawSocket.TEXT, text.getBytes(UTF_8)))
            .toArray(byte[][]::new));
  }

  @Test
  void whatIsHandledIsGivenBack() {
    ByteBuf two = bytes("one", "two");
    inbound.feed(two);
    assertThat(sink.events).containsExactly("text one", "text two");
    assertThat(two.refCnt()).isZero();
    assertThat(inbound.isHolding()).isFalse();
  }

  @Test
  void whatComesWhilePausedWaitsInOrder() {
    List<ByteBuf> all = List.of(bytes("1", "2"), bytes("3"), bytes("4"));
    inbound.pause();
    all.forEach(inbound::feed);
    assertThat(sink.events).isEmpty();
    assertThat(all).allMatch(buffer -> buffer.refCnt() == 1);

    inbound.resume();
    assertThat(sink.events).containsExactly("text 1", "text 2", "text 3", "text 4");
    assertThat(all).allMatch(buffer -> buffer.refCnt() == 0);
    assertThat(inbound.isHolding()).isFalse();
  }

  /** As a listener does that is slowed down by its own message and closes in the same call. */
  @Test
  void whoResumesInsideAMessageGetsTheRestInOrder() {
    sink.onText =
        text -> {
          if (text.equals("1") || text.equals("3")) {
            inbound.pause();
            inbound.resume();
          }
        };
    inbound.pause();
    List.of(bytes("1", "2"), bytes("3", "4"), bytes("5")).forEach(inbound::feed);
    inbound.resume();

    assertThat(sink.events).containsExactly("text 1", "text 2", "text 3", "text 4", "text 5");
    assertThat(inbound.isHolding()).isFalse();
  }

  /** As a client that is slowed down by a message at which its connection fails. */
  @Test
  void whatIsAtHandWhenAClientDiesIsGivenBack() {
    sink.onText =
        text -> {
          inbound.pause();
          inbound.release();
        };
    ByteBuf two = bytes("1", "2");
    inbound.feed(two);
    ByteBuf late = bytes("3");
    inbound.feed(late);

    assertThat(sink.events).containsExactly("text 1");
    assertThat(two.refCnt()).isZero();
    assertThat(late.refCnt()).isZero();
  }

  @Test
  void whoResumesInTheMiddleDoesNotOvertake() {
    inbound.pause();
    List.of(bytes("1", "2", "3"), bytes("4", "5")).forEach(inbound::feed);
    // As a listener does that closes when its second message took it over a limit.
    sink.onText =
        text -> {
          if (text.equals("2")) {
            inbound.pause();
            inbound.resume();
            assertThat(inbound.isReady()).isFalse();
          }
        };
    inbound.resume();
    assertThat(sink.events).containsExactly("text 1", "text 2", "text 3", "text 4", "text 5");
    assertThat(inbound.isReady()).isTrue();
  }

  @Test
  void whatIsHeldWhenAPausedClientDiesIsGivenBack() {
    List<ByteBuf> all = List.of(bytes("1", "2"), bytes("3"), bytes("4"));
    inbound.pause();
    all.forEach(inbound::feed);

    inbound.release();
    assertThat(all).allMatch(buffer -> buffer.refCnt() == 0);
    assertThat(inbound.isHolding()).isFalse();
    inbound.resume();
    assertThat(sink.events).isEmpty();
  }
}
