package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.wsgateway.auth.Block;
import io.wsgateway.auth.BlockedUsers;
import io.wsgateway.poll.PollAnswer;
import io.wsgateway.poll.PollQuestion;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What gateway nodes ask each other, byte for byte. */
final class NodeMessageTest {
  private static final long NOW = 5_000_000_000L;
  private static final Block BLOCK = new Block("al", 300, true, -2, NOW + millis(2000));

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static Buffer bytes(String hex) {
    return Buffer.buffer(HexFormat.of().parseHex(hex));
  }

  private static String hex(NodeMessage message) {
    return HexFormat.of().formatHex(NodeMessage.encode(message, NOW).getBytes());
  }

  @Test
  void theBytesAreFixed() throws Exception {
    String block = "02616c" + "ac02" + "01" + "fffffffffffffffe" + "d10f"; // 2001 ms
    Block read = new Block("al", 300, true, -2, millis(2001));
    NodeMessage take = new NodeMessage.Take(List.of(BLOCK));
    assertThat(hex(take)).isEqualTo("010101" + block);
    assertThat(NodeMessage.decode(bytes("010101" + block), 0))
        .isEqualTo(new NodeMessage.Take(List.of(read)));
    NodeMessage close = new NodeMessage.Close("al", "c", 1008, "out");
    assertThat(hex(close)).isEqualTo("0102" + "02616c" + "0163" + "f007" + "036f7574");
    assertThat(NodeMessage.decode(bytes(hex(close)), 0)).isEqualTo(close);
    assertThat(hex(new NodeMessage.What(300))).isEqualTo("0103ac02");
    assertThat(NodeMessage.decode(bytes("0103ac02"), 0)).isEqualTo(new NodeMessage.What(300));
    NodeMessage part = new NodeMessage.Part(new BlockedUsers.Part(List.of(BLOCK), 7, true));
    assertThat(hex(part)).isEqualTo("0104" + "07" + "01" + "01" + block);
    assertThat(NodeMessage.decode(bytes(hex(part)), 0))
        .isEqualTo(new NodeMessage.Part(new BlockedUsers.Part(List.of(read), 7, true)));
  }

  @Test
  void theBytesOfPollsAreFixed() throws Exception {
    NodeMessage ask = new NodeMessage.PollAsk(300, new PollQuestion("s", 7, "al", "/w"));
    assertThat(hex(ask)).isEqualTo("0105" + "ac02" + "0173" + "07" + "02616c" + "022f77");
    assertThat(NodeMessage.decode(bytes(hex(ask)), 0)).isEqualTo(ask);
    int code = 0;
    for (PollAnswer.Kind kind : PollAnswer.Kind.values()) {
      code++;
      NodeMessage reply = new NodeMessage.PollReply(new PollAnswer(kind, 8, Buffer.buffer("[]")));
      assertThat(hex(reply)).isEqualTo("0106" + "0" + code + "08" + "025b5d");
      assertThat(NodeMessage.decode(bytes(hex(reply)), 0)).isEqualTo(reply);
    }
    assertThat(hex(new NodeMessage.PollLeave(300))).isEqualTo("0107ac02");
    assertThat(NodeMessage.decode(bytes("0107ac02"), 0)).isEqualTo(new NodeMessage.PollLeave(300));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "02" + "0300", // another version
        "0109", // a kind that is not known
        "010300ff", // more than the message
        "0106" + "09" + "00" + "00", // an answer of a kind that is not known
        "0106" + "01" + "00" + "05" + "00", // more of an answer than there is
        "0101" + "ff01", // more blocks than bytes
        "010101" + "00" + "00" + "01" + "0000000000000000" + "01", // no user
        "010101" + "0120" + "00" + "01" + "0000000000000000" + "01", // a space
        "010101" + "0161" + "ffffffffffffffffff01" + "01" + "0000000000000000" + "01", // version -1
        "010101" + "0161" + "ffffffffffffffff7f" + "01" + "0000000000000000" + "01", // the greatest
        "010101" + "0161" + "00" + "01" + "0000000000000000" + "ffffffffffff7f" // too long
      })
  void whatIsNoMessageIsRefused(String hex) {
    assertThatThrownBy(() -> NodeMessage.decode(bytes(hex), NOW))
        .isInstanceOf(EnvelopeException.class);
  }

  @Test
  void anyBytesAreReadOrRefused() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[2 + random.nextInt(40)];
      random.nextBytes(bytes);
      bytes[0] = 1;
      bytes[1] = (byte) (1 + Math.floorMod(bytes[1], 7));
      bytes[bytes.length - 1] &= 3;
      try {
        NodeMessage.decode(Buffer.buffer(bytes), NOW);
      } catch (EnvelopeException refused) {
        assertThat(refused.getMessage()).isNotEmpty();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }
}
