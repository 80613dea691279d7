package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import io.wsgateway.channel.Publisher;
import io.wsgateway.channel.StreamPosition;
import io.wsgateway.support.Releases;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What earlier releases send between nodes is read by this one: rolling updates need it. */
final class ReleasedBytesTest {
  private static final long TIME = 1_700_000_000_000L;

  static List<String> releases() {
    return Releases.names();
  }

  @ParameterizedTest
  @MethodSource("releases")
  void anEnvelopeIsRead(String release) throws Exception {
    Envelope envelope = EnvelopeCodec.decode(Releases.bytes(release, "envelope"));

    assertThat(envelope.head())
        .isEqualTo(new Envelope.Head("n1", 0x0102030405060708L, 7, true, new LinkPosition(9, 300)));
    assertThat(envelope.items())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            new Envelope.Published(
                Publication.ephemeral("chat", Payload.text("hi"), Map.of(), null, TIME)),
            new Envelope.Published(
                new Publication(
                    "room:1",
                    Payload.binary(new byte[] {0, -1}),
                    "p7",
                    new StreamPosition("abcd", 300),
                    Map.of("k", "v"),
                    new Publisher("c1", "u1"),
                    TIME)),
            new Broadcast(
                List.of(ChannelPattern.of("chat"), ChannelPattern.of("r:*")),
                Payload.json("[1]"),
                Map.of(),
                TIME));
  }

  @ParameterizedTest
  @MethodSource("releases")
  void aBeaconIsRead(String release) throws Exception {
    Buffer bytes = Releases.bytes(release, "beacon");

    assertThat(BeaconCodec.decode(bytes))
        .isEqualTo(
            TestBeacon.of(
                "n1", "pod-a", true, 1000, "0.1.0", -2, Map.of("n2", new LinkPosition(3, 300))));
  }
}
