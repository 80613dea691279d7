package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.support.RawSocket;
import java.util.Arrays;
import java.util.Random;

/** Client bytes that are mostly frames, and sometimes not quite. */
final class RandomFrames {
  private RandomFrames() {}

  /** A few frames with wrong ones among them. */
  static byte[] mutated(Random random) {
    byte[] bytes = new byte[0];
    int frames = 1 + random.nextInt(6);
    for (int i = 0; i < frames; i++) {
      bytes = RawSocket.join(bytes, frame(random));
    }
    return random.nextInt(2) == 0 ? bytes : damaged(bytes, random);
  }

  /** One byte changed, noise put in, a part sent twice, or only the beginning or the end of it. */
  private static byte[] damaged(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, from + 1 + random.nextInt(16));
    byte[] head = Arrays.copyOf(bytes, from);
    byte[] part = Arrays.copyOfRange(bytes, from, to);
    byte[] tail = Arrays.copyOfRange(bytes, to, bytes.length);
    return switch (random.nextInt(5)) {
      case 0 -> {
        byte[] changed = bytes.clone();
        changed[from] = (byte) random.nextInt();
        yield changed;
      }
      case 1 -> RawSocket.join(head, part);
      case 2 -> {
        byte[] noise = new byte[part.length];
        random.nextBytes(noise);
        yield RawSocket.join(head, noise, part, tail);
      }
      case 3 -> RawSocket.join(part, tail);
      default -> RawSocket.join(head, part, part, tail);
    };
  }

  private static byte[] frame(Random random) {
    int[] opcodes = {0, 0, 1, 1, 1, 2, 8, 9, 9, 10, 10, random.nextInt(16)};
    int opcode = opcodes[random.nextInt(opcodes.length)];
    boolean fin = opcode >= 8 ? random.nextInt(20) > 0 : random.nextInt(3) > 0;
    int rsv = random.nextInt(30) == 0 ? random.nextInt(8) : 0;
    boolean masked = random.nextInt(40) > 0;
    return RawSocket.frame(fin, rsv, opcode, masked, payload(random, opcode));
  }

  private static byte[] payload(Random random, int opcode) {
    if (opcode == RawSocket.CLOSE) {
      return random.nextBoolean()
          ? new byte[random.nextInt(3)]
          : RawSocket.closeBody(random.nextInt(5200), "bye");
    }
    int[] sizes = {0, 1, 5, 125, 126, 300, 70_000};
    int bound = opcode > 8 ? 4 : random.nextInt(50) == 0 ? sizes.length : sizes.length - 1;
    int size = sizes[random.nextInt(bound)];
    return switch (random.nextInt(6)) {
      case 0 -> {
        byte[] noise = new byte[size];
        random.nextBytes(noise);
        yield noise;
      }
      case 1 -> "€".repeat(size / 3).getBytes(UTF_8);
      default -> "x".repeat(size).getBytes(UTF_8);
    };
  }
}
