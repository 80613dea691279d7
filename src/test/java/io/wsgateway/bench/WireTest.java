package io.wsgateway.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.Json;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is written to a server and read from it. */
class WireTest {
  private final Stamp stamp = new Stamp(0xabcdef);

  @Test
  void aStampIsReadAsItWasWritten() {
    byte[] message = stamp.template(Stamp.BYTES);
    Stamp.fill(message, 0xfffffe, Integer.MAX_VALUE, 0xffff_ffff_ffffL);
    ByteBuffer in = ByteBuffer.wrap(message);
    int mark = stamp.find(in, 0, message.length);
    assertThat(mark).isEqualTo(1);
    assertThat(Stamp.sender(in, mark)).isEqualTo(0xfffffe);
    assertThat(Stamp.sequence(in, mark)).isEqualTo(Integer.MAX_VALUE);
    assertThat(Stamp.nanos(in, mark)).isEqualTo(0xffff_ffff_ffffL);
  }

  @Test
  void aMessageIsAValidJsonString() {
    byte[] message = stamp.template(100);
    Stamp.fill(message, 1, 2, 3);
    assertThat(Json.decodeValue(new String(message, UTF_8))).isInstanceOf(String.class);
  }

  @Test
  void aStampIsFoundInsideAnEnvelope() {
    byte[] message = stamp.template(60);
    Stamp.fill(message, 7, 8, 9);
    byte[] wrapped = ("Server received: " + new String(message, UTF_8) + "!").getBytes(UTF_8);
    ByteBuffer in = ByteBuffer.wrap(wrapped);
    int mark = stamp.find(in, 0, wrapped.length);
    assertThat(Stamp.sequence(in, mark)).isEqualTo(8);
  }

  @Test
  void otherTextsAndOtherRunsHaveNone() {
    assertThat(find("Welcome to the chat, where wsb1 stands for nothing at all")).isEqualTo(-1);
    assertThat(find("")).isEqualTo(-1);
    assertThat(find(new String(new Stamp(1).template(64), UTF_8))).isEqualTo(-1);
  }

  @Test
  void framesAreReadHoweverTheyAreCut() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Integer> lengths = List.of(0, 1, 125, 126, 127, 65535, 65536, 3);
    ByteBuffer stream = ByteBuffer.allocate(300_000);
    for (int length : lengths) {
      stream.put((byte) 0x81);
      if (length <= 125) {
        stream.put((byte) length);
      } else if (length <= 0xffff) {
        stream.put((byte) 126).putShort((short) length);
      } else {
        stream.put((byte) 127).putLong(length);
      }
      stream.put(new byte[length]);
    }
    stream.flip();
    ServerFrame frame = new ServerFrame();
    List<Integer> read = new ArrayList<>();
    int end = stream.limit();
    for (int limit = 0; limit < end; ) {
      limit = Math.min(end, limit + 1 + random.nextInt(random.nextBoolean() ? 5 : 40_000));
      stream.limit(limit);
      while (frame.next(stream)) {
        read.add(frame.length);
      }
    }
    assertThat(read).as("seed %d", seed).isEqualTo(lengths);
  }

  @Test
  void framesThatNoServerMaySendAreRefused() {
    assertThatThrownBy(() -> new ServerFrame().next(ByteBuffer.wrap(new byte[] {-127, -127})))
        .hasMessageContaining("masked");
    assertThatThrownBy(() -> new ServerFrame().next(ByteBuffer.wrap(new byte[] {-63, 1})))
        .hasMessageContaining("compressed");
    ByteBuffer large = ByteBuffer.allocate(20).put((byte) 0x82).put((byte) 127).putLong(21);
    assertThatThrownBy(() -> new ServerFrame().next(large.rewind()))
        .hasMessageContaining("21 bytes");
  }

  @Test
  void clientFramesAreMasked() {
    byte[] payload = "hello!!".getBytes(UTF_8);
    ByteBuffer frame = ClientFrames.of(ClientFrames.TEXT, payload);
    assertThat(frame.get()).isEqualTo((byte) 0x81);
    assertThat(frame.get()).isEqualTo((byte) (0x80 | payload.length));
    byte[] key = new byte[4];
    frame.get(key);
    for (int i = 0; i < payload.length; i++) {
      assertThat(frame.get() ^ key[i & 3]).isEqualTo(payload[i]);
    }
    assertThat(frame.hasRemaining()).isFalse();
  }

  @Test
  void processorTimeIsReadBehindAnyProcessName() {
    assertThat(
            ProcessStat.cpuNanos(
                "12 (a) b (c) S 1 1 1 0 -1 4194304 9 0 0 0 150 50 0 0 20 0 1 0 1 1 1"))
        .isEqualTo(2_000_000_000L);
  }

  @Test
  void aProcessThatIsNotThereIsSaidInOneSentence() {
    assertThatThrownBy(() -> new ProcessStat(999_999_999))
        .isInstanceOf(BenchException.class)
        .hasMessage(
            "The process 999999999 cannot be measured: /proc/999999999/stat is not readable.");
  }

  private int find(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return stamp.find(ByteBuffer.wrap(bytes), 0, bytes.length);
  }

  @Test
  void eventsAreReadHoweverTheyAreCut() {
    String stream = ":\n\ndata: one\n\nevent: binary\ndata: AA==\n\ndata: \ndata: \n\nda";
    ServerEvent event = new ServerEvent();
    for (int cut = 0; cut <= stream.length(); cut++) {
      List<String> read = new ArrayList<>();
      ByteBuffer in = ByteBuffer.allocate(100);
      for (String part : List.of(stream.substring(0, cut), stream.substring(cut))) {
        in.put(part.getBytes(UTF_8)).flip();
        while (event.next(in)) {
          read.add(stream(in, event.offset, event.length));
        }
        in.compact();
      }
      assertThat(read)
          .containsExactly(
              ":\n\n", "data: one\n\n", "event: binary\ndata: AA==\n\n", "data: \ndata: \n\n");
      assertThat(in.position()).isEqualTo(2);
    }
    assertThatThrownBy(() -> event.next(ByteBuffer.wrap("data: long".getBytes(UTF_8))))
        .isInstanceOf(BenchException.class);
  }

  private static String stream(ByteBuffer in, int offset, int length) {
    byte[] bytes = new byte[length];
    in.get(offset, bytes);
    return new String(bytes, UTF_8);
  }
}
