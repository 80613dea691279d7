package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BeaconCodecTest {
  private static final Beacon BEACON =
      TestBeacon.of("n1", "pod-a", true, 1000, "1.2.0", -2, Map.of("n2", new LinkPosition(3, 300)));

  /** Written once by hand: what the neighbouring release sends and reads. */
  private static final String GOLDEN =
      "01" // version
          + "01" // leaving
          + "026e31" // n1
          + "05706f642d61" // pod-a
          + "e807" // 1000
          + "05312e322e30" // 1.2.0
          + "fffffffffffffffe" // -2
          + "01" // one tail
          + "026e32" // n2
          + "03" // link
          + "ac02"; // 300

  private static Buffer bytes(String hex) {
    return Buffer.buffer(HexFormat.of().parseHex(hex));
  }

  @Test
  void theBytesAreFixed() throws Exception {
    assertThat(HexFormat.of().formatHex(BeaconCodec.encode(BEACON).getBytes())).isEqualTo(GOLDEN);
    assertThat(BeaconCodec.decode(bytes(GOLDEN))).isEqualTo(BEACON);
  }

  @Test
  void basesAndEchoesAreSectionsBehindTheRest() throws Exception {
    Beacon more =
        TestBeacon.of(
            "n1",
            "pod-a",
            true,
            1000,
            "1.2.0",
            -2,
            BEACON.positions(),
            Map.of("n2", 300L),
            Map.of("n3", 5L));
    String sections =
        "01"
            + "06"
            + "01"
            + "026e32"
            + "ac02" // n2, 300
            + "02"
            + "05"
            + "01"
            + "026e33"
            + "05"; // n3, 5
    assertThat(HexFormat.of().formatHex(BeaconCodec.encode(more).getBytes()))
        .isEqualTo(GOLDEN + sections);
    assertThat(BeaconCodec.decode(bytes(GOLDEN + sections))).isEqualTo(more);
  }

  private static Beacon flagged(boolean inMinority, boolean answersProbes, boolean draining) {
    return new Beacon(
        BEACON.node(),
        BEACON.name(),
        BEACON.leaving(),
        BEACON.sentMillis(),
        BEACON.release(),
        BEACON.settings(),
        BEACON.positions(),
        BEACON.bases(),
        BEACON.echoes(),
        inMinority,
        answersProbes,
        draining,
        BEACON.blocks());
  }

  @Test
  void aMinorityIsTheSecondFlag() throws Exception {
    Beacon minority = flagged(true, false, false);
    String hex = "0103" + GOLDEN.substring(4);
    assertThat(HexFormat.of().formatHex(BeaconCodec.encode(minority).getBytes())).isEqualTo(hex);
    assertThat(BeaconCodec.decode(bytes(hex))).isEqualTo(minority);
  }

  @Test
  void thatANodeAnswersProbesIsAFlag() throws Exception {
    Beacon answering = flagged(false, true, false);
    String bytes = "0105" + GOLDEN.substring(4);
    assertThat(HexFormat.of().formatHex(BeaconCodec.encode(answering).getBytes())).isEqualTo(bytes);
    assertThat(BeaconCodec.decode(bytes(bytes))).isEqualTo(answering);
  }

  @Test
  void thatANodeDrainsIsAFlag() throws Exception {
    Beacon draining = flagged(false, false, true);
    String bytes = "0109" + GOLDEN.substring(4);
    assertThat(HexFormat.of().formatHex(BeaconCodec.encode(draining).getBytes())).isEqualTo(bytes);
    assertThat(BeaconCodec.decode(bytes(bytes))).isEqualTo(draining);
  }

  @Test
  void whatALaterReleaseAddsIsSkipped() throws Exception {
    String flagsAndSections = "0181" + GOLDEN.substring(4) + "7f" + "03" + "aabbcc";
    assertThat(BeaconCodec.decode(bytes(flagsAndSections))).isEqualTo(BEACON);
  }

  @Test
  void anotherVersionIsRefused() {
    assertThatThrownBy(() -> BeaconCodec.decode(bytes("02" + GOLDEN.substring(2))))
        .isInstanceOf(EnvelopeException.class)
        .hasMessageContaining("version 2");
  }

  @Test
  void cutOrChangedBytesAreRefusedOrReadButNeverMore() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] good = BeaconCodec.encode(BEACON).getBytes();
    for (int i = 0; i < 20_000; i++) {
      Buffer changed = Buffer.buffer(good.clone()).slice(0, random.nextInt(good.length + 1)).copy();
      if (changed.length() > 0) {
        changed.setByte(random.nextInt(changed.length()), (byte) random.nextInt());
      }
      try {
        BeaconCodec.decode(changed);
      } catch (EnvelopeException e) {
        assertThat(e).hasMessageMatching("(?s).+");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", case " + i, e);
      }
    }
  }
}
