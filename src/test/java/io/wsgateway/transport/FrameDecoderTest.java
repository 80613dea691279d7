package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wsgateway.connection.Settings;
import io.wsgateway.support.RawSocket;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameDecoderTest {
  private final Settings settings = new Settings();
  private final RecordingSink sink = new RecordingSink();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 125, 126, 127, 65535, 65536})
  void everyLengthArrives(int length) {
    String text = "x".repeat(length);
    decode(RawSocket.frame(RawSocket.TEXT, text.getBytes(UTF_8)));
    assertThat(sink.events).containsExactly("text " + text);
  }

  @Test
  void controlFramesComeBetweenFragments() {
    decode(
        RawSocket.join(
            RawSocket.frame(false, 0, RawSocket.BINARY, true, new byte[0]),
            RawSocket.frame(RawSocket.PING, "p".getBytes(UTF_8)),
            RawSocket.frame(false, 0, RawSocket.CONTINUATION, true, "a".getBytes(UTF_8)),
            RawSocket.frame(RawSocket.PONG, new byte[0]),
            RawSocket.frame(true, 0, RawSocket.CONTINUATION, true, "b".getBytes(UTF_8))));
    assertThat(sink.events).containsExactly("ping p", "pong", "binary ab");
  }

  @ParameterizedTest
  @CsvSource({
    "C1, 1002 reserved bits are set",
    "A1, 1002 reserved bits are set",
    "91, 1002 reserved bits are set",
    "C9, 1002 reserved bits are set",
    "83, 1002 opcode 3 is reserved",
    "87, 1002 opcode 7 is reserved",
    "8B, 1002 opcode 11 is reserved",
    "8F, 1002 opcode 15 is reserved",
    "09, 1002 control frame in fragments",
    "89 FE, 1002 control frame over 125 bytes",
    "80, 1002 continuation without a message",
    "01 80 00000000 81, 1002 new message inside a message",
    "81 00, 1002 frame is not masked",
    "82 FE 007D, 1002 length is not minimal",
    "82 FF 000000000000FFFF, 1002 length is not minimal",
    "82 FF 80, 1002 length over 63 bits",
    "82 FF 4000000000000000, 1009 message over 65536 bytes (limits.messageBytes)",
    "82 FF 0000000000010001, 1009 message over 65536 bytes (limits.messageBytes)",
    "81 82 00000000 C0, 1007 text is not valid UTF-8",
    "81 81 00000000 C3, 1007 text is not valid UTF-8",
    "01 81 00000000 E2 00 81 00000000 28, 1007 text is not valid UTF-8",
    "88 81 00000000 03, 1002 close frame with an incomplete code",
    "88 82 00000000 0000, 1002 close code 0 must not appear in a close frame",
    "88 82 00000000 03E7, 1002 close code 999 must not appear in a close frame",
    "88 82 00000000 03EC, 1002 close code 1004 must not appear in a close frame",
    "88 82 00000000 03ED, 1002 close code 1005 must not appear in a close frame",
    "88 82 00000000 03EE, 1002 close code 1006 must not appear in a close frame",
    "88 82 00000000 03F7, 1002 close code 1015 must not appear in a close frame",
    "88 82 00000000 07D0, 1002 close code 2000 must not appear in a close frame",
    "88 82 00000000 0BB7, 1002 close code 2999 must not appear in a close frame",
    "88 82 00000000 1388, 1002 close code 5000 must not appear in a close frame",
    "88 82 00000000 FFFF, 1002 close code 65535 must not appear in a close frame",
    "88 83 00000000 03E8C0, 1007 close reason is not valid UTF-8",
    "88 80 00000000, close 1005 ''",
    "88 84 00000000 03E86F6B, close 1000 ok",
  })
  void whatIsWrongIsSaidAtTheFirstByteThatShowsIt(String hex, String event) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    for (byte b : bytes) {
      assertThat(sink.events).isEmpty();
      decode(decoder(), b);
    }
    assertThat(sink.events).containsExactly(event.replace("''", ""));
    assertThat(decoder().isMidway()).isFalse();
    decode(RawSocket.frame(RawSocket.TEXT, new byte[] {'x'}));
    assertThat(sink.events).hasSize(1);
  }

  @Test
  void aMessageOverTheLimitInFragmentsIsRefusedAtTheHeader() {
    settings.messageBytes = 10;
    decode(RawSocket.frame(false, 0, RawSocket.TEXT, true, new byte[10]));
    assertThat(sink.events).isEmpty();
    decode(new byte[] {0, (byte) 0x81});
    assertThat(sink.events).containsExactly("1009 message over 10 bytes (limits.messageBytes)");
  }

  @Test
  void tooManyFragmentsAreRefused() {
    settings.messageFragments = 3;
    decode(RawSocket.frame(false, 0, RawSocket.TEXT, true, new byte[0]));
    decode(RawSocket.frame(false, 0, RawSocket.CONTINUATION, true, new byte[0]));
    decode(RawSocket.frame(false, 0, RawSocket.CONTINUATION, true, new byte[0]));
    assertThat(sink.events).isEmpty();
    decode(RawSocket.frame(true, 0, RawSocket.CONTINUATION, true, new byte[0]));
    assertThat(sink.events)
        .containsExactly("1008 message in over 3 frames (limits.messageFragments)");
  }

  @Test
  void aPauseKeepsTheRestOfTheBytes() {
    byte[] frame = RawSocket.frame(RawSocket.TEXT, new byte[] {'x'});
    ByteBuf two = Unpooled.wrappedBuffer(frame, frame);
    decoder().pause(true);
    decoder().feed(two, sink);
    assertThat(sink.events).isEmpty();
    assertThat(two.readableBytes()).isEqualTo(2 * frame.length);
    decoder().pause(false);
    decoder().feed(two, sink);
    assertThat(sink.events).hasSize(2);
  }

  @Test
  void howTheBytesAreSplitMakesNoDifference() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = RandomFrames.mutated(random);
      List<String> whole = decodeInPieces(bytes, bytes.length);
      assertThat(decodeInPieces(bytes, 1 + random.nextInt(7)))
          .as("seed %d round %d: %s", seed, round, HexFormat.of().formatHex(bytes))
          .isEqualTo(whole);
      assertThat(whole.stream().filter(event -> !event.matches("(?s)(text|binary|ping|pong).*")))
          .as("nothing follows the end; seed %d round %d", seed, round)
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  private List<String> decodeInPieces(byte[] bytes, int size) {
    RecordingSink recording = new RecordingSink();
    FrameDecoder fresh = new FrameDecoder(settings.limits());
    for (int from = 0; from < bytes.length; from += size) {
      int to = Math.min(bytes.length, from + size);
      fresh.feed(Unpooled.wrappedBuffer(bytes, from, to - from), recording);
    }
    return recording.events;
  }

  private FrameDecoder decoder;

  private FrameDecoder decoder() {
    if (decoder == null) {
      decoder = new FrameDecoder(settings.limits());
    }
    return decoder;
  }

  private void decode(byte... bytes) {
    decoder().feed(Unpooled.wrappedBuffer(bytes), sink);
  }

  private void decode(FrameDecoder at, byte b) {
    at.feed(Unpooled.wrappedBuffer(new byte[] {b}), sink);
  }
}
