package io.wsgateway.relay;

/**
 * Estimates the heap that envelopes take until they have been sent, including the objects around
 * them.
 *
 * <p>The figures were measured on the bus of Vert.x 5.0.10 with a peer that reads nothing: each
 * message keeps its body, a second copy of it in the buffer that goes to the socket, and about 500
 * bytes of objects (the message, its delivery, promises, the place in the socket's queue). That
 * buffer begins with 1024 bytes and doubles until the message fits, from 4 MiB on it grows in steps
 * of 4 MiB: an envelope of 64 bytes takes 1.6 KB, one of 66,000 bytes 197 KB.
 */
final class EnvelopeWeight {
  /**
   * The most that an envelope of several items may hold. With the heads it stays below 256 KiB, the
   * copy's size, and far below what takes whole regions.
   */
  static final int ENVELOPE_BYTES = 255 << 10;

  /** Upper bound of an envelope's head, in a buffer made for it and the items. */
  static final int HEAD = 128;

  /** Upper bound of what the bus writes before an envelope: addresses, lengths. */
  private static final int BUS_HEAD = 192;

  private static final int OBJECTS = 512;
  private static final int SMALLEST_COPY = 1024;
  private static final int SMALLEST_BUFFER = 64;
  private static final int DOUBLES_UP_TO = 4 << 20;

  /** G1 gives an object of half a region or more whole regions; theirs is 1 MiB, or more. */
  private static final int REGION = 1 << 20;

  private static final int ARRAY_HEADER = 16;

  private EnvelopeWeight() {}

  /** The heap that so many bytes of items take on the bus. */
  static long onBus(int itemBytes) {
    int bytes = itemBytes + HEAD;
    return array(bytes) + Math.max(SMALLEST_COPY, array(grown(bytes + BUS_HEAD))) + OBJECTS;
  }

  /** The heap that so many bytes of queued items take, in a buffer that grows. */
  static long waiting(int itemBytes) {
    return Math.max(SMALLEST_BUFFER, array(grown(itemBytes))) + OBJECTS;
  }

  /** The size of a buffer that grew to hold so many bytes. */
  private static long grown(int bytes) {
    if (bytes > DOUBLES_UP_TO) {
      return (bytes / DOUBLES_UP_TO + 1L) * DOUBLES_UP_TO;
    }
    int highest = Integer.highestOneBit(bytes);
    return highest == bytes ? bytes : 2L * highest;
  }

  private static long array(long bytes) {
    if (bytes < REGION / 2) {
      return bytes;
    }
    return (bytes + ARRAY_HEADER + REGION - 1) / REGION * REGION;
  }
}
