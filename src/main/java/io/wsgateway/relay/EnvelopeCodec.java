package io.wsgateway.relay;

import io.vertx.core.buffer.Buffer;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import io.wsgateway.channel.Publisher;
import io.wsgateway.channel.StreamPosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Encodes and decodes an {@link Envelope}. The layout is fixed, because nodes of the previous and
 * the next release read it during a rolling update.
 *
 * <pre>
 * version     1 byte, 1
 * flags       1 byte: bit 0 to be confirmed, 1 confirms, 2 quiet (a reader refuses other bits, and
 *             release 0.1.0 also bit 2: it goes only to nodes whose beacons say that they answer
 *             probes)
 * origin      string
 * link        8 bytes, big endian
 * number      varint
 * confirmed   [flag 1] link in 8 bytes, big endian, number varint
 * count       varint
 * item*       varint length, then:
 *   head      1 byte: bits 0-1 payload kind, 2 position, 3 tags, 4 publisher, 5 broadcast
 *   target    string channel; with bit 5 varint n and n strings (patterns)
 *   position  [bit 2] string epoch, varint offset, string uid
 *   tags      [bit 3, not 5] varint n, n times string name, string value
 *   publisher [bit 4] string client, string user
 *   accepted  varint, epoch milliseconds
 *   data      varint length, bytes
 *   tags      [bits 3 and 5] behind the data, since release 0.1.0 skips them there
 *   ...       a reader skips what a later release appends inside the length
 * </pre>
 *
 * A string is a varint length in bytes and UTF-8; a varint is unsigned LEB128.
 */
final class EnvelopeCodec {
  static final int VERSION = 1;

  private static final int CONFIRM = 1;
  private static final int CONFIRMS = 1 << 1;
  private static final int QUIET = 1 << 2;

  private static final int KIND_MASK = 0b11;
  private static final int POSITION = 1 << 2;
  private static final int TAGS = 1 << 3;
  private static final int PUBLISHER = 1 << 4;
  private static final int BROADCAST = 1 << 5;

  private EnvelopeCodec() {}

  /** Encodes an item, once for all peers that receive it. */
  static Buffer encode(Envelope.Item item) {
    WireWriter body = new WireWriter();
    if (item instanceof Broadcast broadcast) {
      encode(broadcast, body);
    } else if (item instanceof Envelope.Published published) {
      encode(published.publication(), body);
    }
    WireWriter out = new WireWriter();
    out.block(body);
    return out.toBuffer();
  }

  /** Encodes a whole envelope around items that are already encoded. */
  static Buffer encode(Envelope.Head head, int count, Buffer items) {
    LinkPosition confirmed = head.confirmed();
    WireWriter out = new WireWriter(EnvelopeWeight.HEAD + items.length());
    out.u8(VERSION);
    out.u8(
        (head.confirm() ? CONFIRM : 0)
            | (confirmed == null ? 0 : CONFIRMS)
            | (head.quiet() ? QUIET : 0));
    out.string(head.origin());
    out.i64(head.link());
    out.varint(head.number());
    if (confirmed != null) {
      out.i64(confirmed.link());
      out.varint(confirmed.number());
    }
    out.varint(count);
    return out.toBuffer().appendBuffer(items);
  }

  private static void encode(Publication publication, WireWriter out) {
    boolean positioned = publication.position().offset() != 0;
    Publisher publisher = publication.publisher();
    out.u8(
        publication.payload().kind().code()
            | (positioned ? POSITION : 0)
            | (publication.tags().isEmpty() ? 0 : TAGS)
            | (publisher == null ? 0 : PUBLISHER));
    out.string(publication.channel());
    if (positioned) {
      out.string(publication.position().epoch());
      out.varint(publication.position().offset());
      out.string(publication.uid());
    }
    encodeTags(publication.tags(), out);
    if (publisher != null) {
      out.string(publisher.client());
      out.string(publisher.user());
    }
    out.varint(publication.acceptedMillis());
    out.bytes(publication.payload().bytes());
  }

  private static void encodeTags(Map<String, String> tags, WireWriter out) {
    if (!tags.isEmpty()) {
      out.varint(tags.size());
      tags.forEach(
          (name, value) -> {
            out.string(name);
            out.string(value);
          });
    }
  }

  private static void encode(Broadcast broadcast, WireWriter out) {
    out.u8(broadcast.payload().kind().code() | BROADCAST | (broadcast.tags().isEmpty() ? 0 : TAGS));
    out.varint(broadcast.patterns().size());
    broadcast.patterns().forEach(p -> out.string(p.text()));
    out.varint(broadcast.acceptedMillis());
    out.bytes(broadcast.payload().bytes());
    encodeTags(broadcast.tags(), out);
  }

  /**
   * Reads an envelope.
   *
   * @throws EnvelopeException when the bytes are truncated, of another version, or not an envelope
   */
  static Envelope decode(Buffer buffer) throws EnvelopeException {
    WireReader in = new WireReader(buffer.getBytes());
    int version = in.u8();
    if (version != VERSION) {
      throw new EnvelopeException(
          "envelope of version " + version + ", this node reads " + VERSION);
    }
    int flags = in.u8();
    if ((flags & ~(CONFIRM | CONFIRMS | QUIET)) != 0) {
      throw new EnvelopeException("envelope with unknown flags " + flags);
    }
    String origin = in.string();
    long link = in.i64();
    long number = in.varint();
    LinkPosition confirmed =
        (flags & CONFIRMS) != 0 ? new LinkPosition(in.i64(), in.varint()) : null;
    int count = in.count();
    List<Envelope.Item> items = new ArrayList<>(Math.min(count, 1024));
    for (int i = 0; i < count; i++) {
      items.add(decodeItem(in.block()));
    }
    in.expectEnd();
    return new Envelope(
        new Envelope.Head(
            origin, link, number, (flags & QUIET) != 0, (flags & CONFIRM) != 0, confirmed),
        items);
  }

  private static Envelope.Item decodeItem(WireReader in) throws EnvelopeException {
    int head = in.u8();
    if (head > (BROADCAST << 1) - 1) {
      throw new EnvelopeException("envelope item with unknown head " + head);
    }
    Payload.Kind kind =
        Payload.Kind.ofCode(head & KIND_MASK)
            .orElseThrow(() -> new EnvelopeException("envelope item of unknown kind"));
    if ((head & BROADCAST) != 0) {
      return decodeBroadcast(head, kind, in);
    }
    String channel = in.string();
    StreamPosition position = StreamPosition.NONE;
    String uid = "";
    if ((head & POSITION) != 0) {
      position = new StreamPosition(in.string(), in.varint());
      uid = in.string();
    }
    Map<String, String> tags = decodeTags(head, in);
    Publisher publisher = (head & PUBLISHER) != 0 ? new Publisher(in.string(), in.string()) : null;
    long accepted = in.varint();
    Payload payload = Payload.of(kind, in.bytes());
    return new Envelope.Published(
        new Publication(channel, payload, uid, position, tags, publisher, accepted));
  }

  private static Broadcast decodeBroadcast(int head, Payload.Kind kind, WireReader in)
      throws EnvelopeException {
    int n = in.count();
    List<ChannelPattern> patterns = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      patterns.add(ChannelPattern.of(in.string()));
    }
    long accepted = in.varint();
    Payload payload = Payload.of(kind, in.bytes());
    return new Broadcast(patterns, payload, decodeTags(head, in), accepted);
  }

  private static Map<String, String> decodeTags(int head, WireReader in) throws EnvelopeException {
    if ((head & TAGS) == 0) {
      return Map.of();
    }
    Map<String, String> tags = new HashMap<>();
    int n = in.count();
    for (int i = 0; i < n; i++) {
      tags.put(in.string(), in.string());
    }
    return tags;
  }
}
