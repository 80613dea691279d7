package io.wsgateway.relay;

import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Encodes and decodes a {@link Beacon}. The layout is fixed, because nodes of the previous and the
 * next release read it during a rolling update.
 *
 * <pre>
 * version   1 byte, 1
 * flags     1 byte: bit 0 leaving, 1 in a minority, 2 answers probes, 3 draining (a reader ignores
 *           bits it does not know)
 * node      string
 * name      string
 * sent      varint, epoch milliseconds
 * release   string
 * settings  8 bytes, big endian
 * positions varint n, n times: string node, varint link, varint number
 * section*  1 byte kind, varint length, bytes; a reader skips kinds that it does not know
 *   1 bases   varint n, n times: string node, varint
 *   2 echoes  varint n, n times: string node, varint epoch milliseconds
 *   3 blocks  varint, the number of the last change of the blocked users
 * </pre>
 *
 * Release 0.1.0 writes no sections, and ignores them.
 */
final class BeaconCodec {
  static final int VERSION = 1;

  private static final int LEAVING = 1;
  private static final int IN_MINORITY = 1 << 1;
  private static final int ANSWERS_PROBES = 1 << 2;
  private static final int DRAINING = 1 << 3;
  private static final int BASES = 1;
  private static final int ECHOES = 2;
  private static final int BLOCKS = 3;

  private BeaconCodec() {}

  static Buffer encode(Beacon beacon) {
    WireWriter out = new WireWriter();
    out.u8(VERSION);
    out.u8(
        (beacon.leaving() ? LEAVING : 0)
            | (beacon.inMinority() ? IN_MINORITY : 0)
            | (beacon.answersProbes() ? ANSWERS_PROBES : 0)
            | (beacon.draining() ? DRAINING : 0));
    out.string(beacon.node());
    out.string(beacon.name());
    out.varint(beacon.sentMillis());
    out.string(beacon.release());
    out.i64(beacon.settings());
    out.varint(beacon.positions().size());
    beacon
        .positions()
        .forEach(
            (node, position) -> {
              out.string(node);
              out.varint(position.link());
              out.varint(position.number());
            });
    section(BASES, beacon.bases(), out);
    section(ECHOES, beacon.echoes(), out);
    if (beacon.blocks() != BlockNews.UNKNOWN) {
      WireWriter section = new WireWriter();
      section.varint(beacon.blocks());
      out.u8(BLOCKS);
      out.block(section);
    }
    return out.toBuffer();
  }

  private static void section(int kind, Map<String, Long> numbers, WireWriter out) {
    if (numbers.isEmpty()) {
      return;
    }
    WireWriter section = new WireWriter();
    section.varint(numbers.size());
    numbers.forEach(
        (node, number) -> {
          section.string(node);
          section.varint(number);
        });
    out.u8(kind);
    out.block(section);
  }

  /**
   * Reads a beacon.
   *
   * @throws EnvelopeException when the bytes are truncated, of another version, or not a beacon
   */
  static Beacon decode(Buffer buffer) throws EnvelopeException {
    WireReader in = new WireReader(buffer.getBytes());
    int version = in.u8();
    if (version != VERSION) {
      throw new EnvelopeException("beacon of version " + version + ", this node reads " + VERSION);
    }
    int flags = in.u8();
    String node = in.string();
    String name = in.string();
    long sent = in.varint();
    String release = in.string();
    long settings = in.i64();
    Map<String, LinkPosition> positions = new HashMap<>();
    int n = in.count();
    for (int i = 0; i < n; i++) {
      positions.put(in.string(), new LinkPosition(in.varint(), in.varint()));
    }
    Map<String, Long> bases = new HashMap<>();
    Map<String, Long> echoes = new HashMap<>();
    long blocks = BlockNews.UNKNOWN;
    while (in.hasMore()) {
      int kind = in.u8();
      WireReader section = in.block();
      if (kind == BASES) {
        read(section, bases);
      } else if (kind == ECHOES) {
        read(section, echoes);
      } else if (kind == BLOCKS) {
        blocks = section.varint();
      }
    }
    return new Beacon(
        node,
        name,
        (flags & LEAVING) != 0,
        sent,
        release,
        settings,
        positions,
        bases,
        echoes,
        (flags & IN_MINORITY) != 0,
        (flags & ANSWERS_PROBES) != 0,
        (flags & DRAINING) != 0,
        blocks);
  }

  private static void read(WireReader in, Map<String, Long> numbers) throws EnvelopeException {
    int n = in.count();
    for (int i = 0; i < n; i++) {
      numbers.put(in.string(), in.varint());
    }
  }
}
