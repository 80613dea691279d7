package io.wsgateway.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import io.wsgateway.channel.Publisher;
import io.wsgateway.channel.StreamPosition;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EnvelopeCodecTest {
  private static final Publication PLAIN =
      Publication.ephemeral("chat", Payload.text("hi"), Map.of(), null, 1_700_000_000_000L);
  private static final Publication FULL =
      new Publication(
          "room:1",
          Payload.binary(new byte[] {0, -1}),
          "p7",
          new StreamPosition("abcd", 300),
          Map.of("k", "v"),
          new Publisher("c1", "u1"),
          1_700_000_000_000L);

  @Test
  void bytesOfAnEnvelopeNeverChange() {
    // Written out by hand from the layout in EnvelopeCodec: a change here breaks rolling updates.
    String golden =
        "01 00 026e31 0102030405060708 07 03"
            + " 0f 00 0463686174 80d095ffbc31 02 6869"
            + " 26 1e 06726f6f6d3a31 0461626364 ac02 027037 01 016b 0176 026331 027531"
            + " 80d095ffbc31 02 00ff"
            + " 15 21 02 0463686174 03723a2a 80d095ffbc31 03 5b315d";
    Broadcast broadcast =
        new Broadcast(
            List.of(ChannelPattern.of("chat"), ChannelPattern.of("r:*")),
            Payload.json("[1]"),
            Map.of(),
            1_700_000_000_000L);

    Buffer bytes =
        encode(
            "n1",
            0x0102030405060708L,
            7,
            List.of(new Envelope.Published(PLAIN), new Envelope.Published(FULL), broadcast));

    assertThat(HexFormat.of().formatHex(bytes.getBytes())).isEqualTo(golden.replace(" ", ""));
  }

  @Test
  void bytesOfAConfirmationNeverChange() {
    String golden = "01 03 026e31 0000000000000009 07 0102030405060708 ac02 00";

    Buffer bytes =
        EnvelopeCodec.encode(
            new Envelope.Head("n1", 9, 7, true, new LinkPosition(0x0102030405060708L, 300)),
            0,
            Buffer.buffer());

    assertThat(HexFormat.of().formatHex(bytes.getBytes())).isEqualTo(golden.replace(" ", ""));
  }

  @Test
  void whatIsAskedAndConfirmedIsRead() throws Exception {
    for (Envelope.Head head :
        List.of(
            new Envelope.Head("n", 1, 2, true, null),
            new Envelope.Head("n", 1, 2, true, false, null),
            new Envelope.Head("n", 1, 2, false, new LinkPosition(-3, 4)),
            new Envelope.Head("n", 1, 2, true, new LinkPosition(5, 0)))) {
      assertThat(EnvelopeCodec.decode(EnvelopeCodec.encode(head, 0, Buffer.buffer())).head())
          .isEqualTo(head);
    }
  }

  @Test
  void unknownFlagsAreRefused() {
    Buffer bytes = encode("n", 1, 1, List.of()).setByte(1, (byte) 8);

    assertThatThrownBy(() -> EnvelopeCodec.decode(bytes))
        .isInstanceOf(EnvelopeException.class)
        .hasMessageContaining("flags 8");
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    Broadcast broadcast =
        new Broadcast(List.of(ChannelPattern.of("a:{b}")), Payload.text(""), Map.of(), 5);
    Envelope read =
        EnvelopeCodec.decode(
            encode("node", -3, Long.MAX_VALUE, List.of(new Envelope.Published(FULL), broadcast)));

    assertThat(read.head()).isEqualTo(new Envelope.Head("node", -3, Long.MAX_VALUE, false, null));
    assertThat(describe(read.items().get(0))).isEqualTo(describe(new Envelope.Published(FULL)));
    assertThat(describe(read.items().get(1))).isEqualTo(describe(broadcast));
  }

  @Test
  void anItemMayGrowInALaterRelease() throws Exception {
    byte[] now = EnvelopeCodec.encode(new Envelope.Published(PLAIN)).getBytes();
    Buffer later = Buffer.buffer().appendByte((byte) (now[0] + 3));
    later.appendBytes(now, 1, now.length - 1).appendBytes(new byte[] {9, 9, 9});

    Envelope read =
        EnvelopeCodec.decode(
            EnvelopeCodec.encode(new Envelope.Head("n", 1, 1, false, null), 1, later));

    assertThat(describe(read.items().get(0))).isEqualTo(describe(new Envelope.Published(PLAIN)));
  }

  @Test
  void anotherVersionIsRefusedByName() {
    Buffer bytes = encode("n", 1, 1, List.of()).setByte(0, (byte) 2);

    assertThatThrownBy(() -> EnvelopeCodec.decode(bytes))
        .isInstanceOf(EnvelopeException.class)
        .hasMessageContaining("version 2");
  }

  @Test
  void randomPublicationsSurviveTheJourney() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      List<Envelope.Item> items = new ArrayList<>();
      for (int n = random.nextInt(5); n >= 0; n--) {
        items.add(new Envelope.Published(randomPublication(random)));
      }
      Envelope read = EnvelopeCodec.decode(encode("o", i, i + 1, items));
      assertThat(read.items().stream().map(EnvelopeCodecTest::describe).toList())
          .as("seed %d", seed)
          .isEqualTo(items.stream().map(EnvelopeCodecTest::describe).toList());
    }
  }

  @Test
  void mutatedBytesAreRefusedOrReadButNeverBlowUp() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] good =
        encode("node", 1, 2, List.of(new Envelope.Published(PLAIN), new Envelope.Published(FULL)))
            .getBytes();
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = java.util.Arrays.copyOf(good, random.nextInt(good.length + 4));
      for (int n = random.nextInt(4); n > 0 && bad.length > 0; n--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        EnvelopeCodec.decode(Buffer.buffer(bad));
      } catch (EnvelopeException expected) {
        assertThat(expected).hasMessageNotContaining("null");
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ", round " + i, e);
      }
    }
  }

  private static Buffer encode(String origin, long boot, long number, List<Envelope.Item> items) {
    Buffer body = Buffer.buffer();
    items.forEach(item -> body.appendBuffer(EnvelopeCodec.encode(item)));
    return EnvelopeCodec.encode(
        new Envelope.Head(origin, boot, number, false, null), items.size(), body);
  }

  private static Publication randomPublication(Random random) {
    byte[] data = new byte[random.nextInt(300)];
    random.nextBytes(data);
    return new Publication(
        "ch:" + random.nextInt(),
        Payload.of(Payload.Kind.ofCode(random.nextInt(3)).orElseThrow(), data),
        "",
        StreamPosition.NONE,
        random.nextBoolean() ? Map.of() : Map.of("tag", "ü" + random.nextInt()),
        random.nextBoolean() ? null : new Publisher("client", ""),
        random.nextLong() >>> 1);
  }

  private static String describe(Envelope.Item item) {
    if (item instanceof Broadcast b) {
      return b.patterns() + " " + data(b.payload()) + " " + b.acceptedMillis();
    }
    Publication p = ((Envelope.Published) item).publication();
    return p.channel()
        + p.position()
        + p.uid()
        + p.tags()
        + p.publisher()
        + p.acceptedMillis()
        + data(p.payload());
  }

  private static String data(Payload payload) {
    return payload.kind() + HexFormat.of().formatHex(payload.bytes()) + UTF_8;
  }
}
