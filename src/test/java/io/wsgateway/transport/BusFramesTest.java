package io.wsgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.eventbus.ReplyFailure;
import io.wsgateway.channel.LogCap;
import io.wsgateway.support.Logs;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of the event bus in pieces of every size: what passes, and what is put in its place. */
final class BusFramesTest {
  private static final byte STRING = 2;
  private static final byte NAMED = -1;
  private static final byte JAVA_OBJECT = 17;
  private static final int MAX = 1000;

  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new BusFrames(() -> MAX, new LogCap(5, TimeUnit.MINUTES.toNanos(1), System::nanoTime)));

  @AfterEach
  void nothingIsLeft() {
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 100, 4000})
  void goodFramesPassAsTheyAre(int piece) {
    ByteBuf sent =
        Unpooled.wrappedBuffer(
            frame(STRING, "a", "", 0),
            frame(STRING, "b", "reply", 500),
            frame((byte) 1, "p", "", 0));
    byte[] expected = bytes(sent);
    assertThat(through(sent, piece)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8, 100, 6000})
  void aLargeMessageIsReplacedByItsFailureAndTheNextOnesPass(int piece) {
    ByteBuf before = frame(STRING, "a", "", 10);
    ByteBuf after = frame(STRING, "c", "", 10);
    byte[] kept = bytes(before);
    byte[] next = bytes(after);
    byte[] got =
        through(Unpooled.wrappedBuffer(before, frame(STRING, "big", "reply", 5000), after), piece);
    ByteBuf seen = Unpooled.wrappedBuffer(got);
    assertThat(bytes(seen.readSlice(kept.length))).isEqualTo(kept);
    assertFailure(seen, "big", "reply", 413, "far over limits.messageBytes");
    assertThat(bytes(seen)).isEqualTo(next);
  }

  @Test
  void aLargeMessageIsNeverHeld() {
    ByteBuf big = frame(STRING, "big", "", 50_000_000);
    while (big.isReadable()) {
      channel.writeInbound(big.readRetainedSlice(Math.min(65_536, big.readableBytes())));
    }
    big.release();
    ByteBuf seen = received();
    assertThat(seen.readableBytes()).isLessThan(MAX);
    seen.release();
  }

  @ParameterizedTest
  @ValueSource(bytes = {NAMED, JAVA_OBJECT, 16, 99, -2})
  void aBodyOfAnotherCodecIsReplacedByItsFailure(byte codec) {
    byte[] got = through(frame(codec, "gateway.publish", "r", 50), 11);
    ByteBuf seen = Unpooled.wrappedBuffer(got);
    assertFailure(seen, "gateway.publish", "r", 400, "no other codec");
    assertThat(seen.isReadable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 18, Integer.MIN_VALUE})
  void aLengthThatCannotBeOneClosesTheConnection(int length) {
    try (Logs logs = new Logs(BusFrames.class)) {
      channel.writeInbound(Unpooled.buffer().writeInt(length).writeBytes(new byte[64]));
      assertThat(channel.isOpen()).isFalse();
      assertThat(logs.lines()).singleElement().asString().contains("eventbus.bytes.foreign");
    }
  }

  @Test
  void whatIsNoMessageAtAllIsNotCollected() {
    // "GET / HTTP/1.1": a length of over 1 GB, and no head that could be one.
    channel.writeInbound(
        Unpooled.copiedBuffer("GET / HTTP/1.1\r\nHost: x\r\n\r\n", StandardCharsets.US_ASCII));
    assertThat(channel.isOpen()).isFalse();
  }

  private static void assertFailure(
      ByteBuf seen, String address, String reply, int code, String sentence) {
    int length = seen.readInt();
    ByteBuf frame = seen.readSlice(length);
    assertThat(frame.readByte()).isEqualTo((byte) 2);
    assertThat(frame.readByte()).isEqualTo((byte) 15);
    assertThat(frame.readByte()).isZero();
    assertThat(text(frame)).isEqualTo(address);
    assertThat(text(frame)).isEqualTo(reply);
    assertThat(text(frame)).isEqualTo("sender");
    assertThat(frame.readInt()).isEqualTo(4);
    assertThat(ReplyFailure.fromInt(frame.readByte())).isEqualTo(ReplyFailure.ERROR);
    assertThat(frame.readInt()).isEqualTo(code);
    assertThat(frame.readByte()).isEqualTo((byte) 1);
    assertThat(text(frame)).contains(sentence);
    assertThat(frame.isReadable()).isFalse();
  }

  private byte[] through(ByteBuf sent, int piece) {
    while (sent.isReadable()) {
      channel.writeInbound(sent.readRetainedSlice(Math.min(piece, sent.readableBytes())));
    }
    sent.release();
    ByteBuf seen = received();
    byte[] got = bytes(seen);
    seen.release();
    return got;
  }

  private ByteBuf received() {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
      all.writeBytes(part);
      part.release();
    }
    return all;
  }

  private static ByteBuf frame(byte codec, String address, String reply, int body) {
    ByteBuf frame = Unpooled.buffer().writeInt(0).writeByte(2).writeByte(codec);
    if (codec == NAMED) {
      write(frame, "orders");
    }
    frame.writeByte(0);
    write(frame, address);
    write(frame, reply);
    write(frame, "sender");
    frame.writeInt(4).writeInt(body).writeZero(body);
    return frame.setInt(0, frame.readableBytes() - 4);
  }

  private static void write(ByteBuf frame, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    frame.writeInt(bytes.length).writeBytes(bytes);
  }

  private static String text(ByteBuf frame) {
    return frame.readCharSequence(frame.readInt(), StandardCharsets.UTF_8).toString();
  }

  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.getBytes(buffer.readerIndex(), bytes);
    return bytes;
  }
}
