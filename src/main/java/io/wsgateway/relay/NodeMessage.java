package io.wsgateway.relay;

import io.vertx.core.buffer.Buffer;
import io.wsgateway.auth.Block;
import io.wsgateway.auth.BlockedUsers;
import io.wsgateway.auth.UserId;
import io.wsgateway.poll.PollAnswer;
import io.wsgateway.poll.PollQuestion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What one gateway node asks another, or answers. Nodes of the previous and the next release read
 * it during a rolling update; a kind that a node does not know is refused.
 *
 * <pre>
 * version   1 byte, 1
 * kind      1 byte
 *   1 take       blocks
 *   2 close      string user, string client (empty: all), varint code, string reason
 *   3 what       varint: the number of the last change that is known
 *   4 part       varint number of the last change in it, 1 byte: whether there is more, blocks
 *   5 pollAsk    varint id, string session, varint number, string user, string endpoint
 *   6 pollReply  1 byte kind, varint number, bytes body
 *   7 pollLeave  varint id
 * blocks    varint n, n times: string user, varint version, 1 byte: whether blocked, 8 bytes tag,
 *           varint milliseconds that are left
 * </pre>
 */
sealed interface NodeMessage {
  int VERSION = 1;

  /** Decisions that the other node must take. */
  record Take(List<Block> blocks) implements NodeMessage {}

  /**
   * Connections that the other node must close.
   *
   * @param client one connection of the user; empty: all
   */
  record Close(String user, String client, int code, String reason) implements NodeMessage {}

  /** Asks what has changed since. */
  record What(long since) implements NodeMessage {}

  /** The answer. */
  record Part(BlockedUsers.Part content) implements NodeMessage {}

  /**
   * A client's poll, whose session the other node has.
   *
   * @param id of the asking node, for {@link PollLeave}
   */
  record PollAsk(long id, PollQuestion question) implements NodeMessage {}

  /** The answer to a poll. */
  record PollReply(PollAnswer answer) implements NodeMessage {}

  /** The client that asked has gone. */
  record PollLeave(long id) implements NodeMessage {}

  /** Encodes a message; what is left of a block is as of {@code nowNanos}. */
  static Buffer encode(NodeMessage message, long nowNanos) {
    WireWriter out = new WireWriter();
    out.u8(VERSION);
    if (message instanceof Take take) {
      out.u8(1);
      write(take.blocks(), nowNanos, out);
    } else if (message instanceof Close close) {
      out.u8(2);
      out.string(close.user());
      out.string(close.client());
      out.varint(close.code());
      out.string(close.reason());
    } else if (message instanceof What what) {
      out.u8(3);
      out.varint(what.since());
    } else if (message instanceof Part part) {
      out.u8(4);
      out.varint(part.content().upTo());
      out.u8(part.content().more() ? 1 : 0);
      write(part.content().blocks(), nowNanos, out);
    } else if (message instanceof PollAsk ask) {
      out.u8(5);
      out.varint(ask.id());
      out.string(ask.question().session());
      out.varint(ask.question().number());
      out.string(ask.question().user());
      out.string(ask.question().endpoint());
    } else if (message instanceof PollReply reply) {
      out.u8(6);
      out.u8(reply.answer().kind().code());
      out.varint(reply.answer().number());
      out.bytes(reply.answer().body().getBytes());
    } else if (message instanceof PollLeave leave) {
      out.u8(7);
      out.varint(leave.id());
    }
    return out.toBuffer();
  }

  private static void write(List<Block> blocks, long nowNanos, WireWriter out) {
    out.varint(blocks.size());
    for (Block block : blocks) {
      out.string(block.user());
      out.varint(block.version());
      out.u8(block.blocked() ? 1 : 0);
      out.i64(block.tag());
      // Rounded up: a block of another node must not end early.
      out.varint(Math.max(0, TimeUnit.NANOSECONDS.toMillis(block.remaining(nowNanos)) + 1));
    }
  }

  /**
   * Reads a message.
   *
   * @throws EnvelopeException when the bytes are truncated, of another version or kind, or not such
   *     a message
   */
  static NodeMessage decode(Buffer buffer, long nowNanos) throws EnvelopeException {
    WireReader in = new WireReader(buffer.getBytes());
    int version = in.u8();
    if (version != VERSION) {
      throw new EnvelopeException("call of version " + version + ", this node reads " + VERSION);
    }
    int kind = in.u8();
    NodeMessage message =
        switch (kind) {
          case 1 -> new Take(blocks(in, nowNanos));
          case 2 -> new Close(user(in), in.string(), (int) in.varint(), in.string());
          case 3 -> new What(in.varint());
          case 4 -> {
            long upTo = in.varint();
            boolean more = in.u8() != 0;
            yield new Part(new BlockedUsers.Part(blocks(in, nowNanos), upTo, more));
          }
          case 5 ->
              new PollAsk(
                  in.varint(),
                  new PollQuestion(in.string(), in.varint(), in.string(), in.string()));
          case 6 -> new PollReply(answer(in));
          case 7 -> new PollLeave(in.varint());
          default -> throw new EnvelopeException("call of kind " + kind);
        };
    in.expectEnd();
    return message;
  }

  private static PollAnswer answer(WireReader in) throws EnvelopeException {
    int code = in.u8();
    PollAnswer.Kind kind =
        PollAnswer.Kind.ofCode(code)
            .orElseThrow(() -> new EnvelopeException("an answer of kind " + code));
    return new PollAnswer(kind, in.varint(), Buffer.buffer(in.bytes()));
  }

  private static List<Block> blocks(WireReader in, long nowNanos) throws EnvelopeException {
    int n = in.count();
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      String user = user(in);
      long version = in.varint();
      boolean blocked = in.u8() != 0;
      long tag = in.i64();
      long millis = in.varint();
      if (version < 0 || version == Long.MAX_VALUE) {
        throw new EnvelopeException("a block with an invalid version");
      }
      // With the margin of an unblocking.
      if (millis < 0 || millis > TimeUnit.SECONDS.toMillis(2L * BlockedUsers.MAX_SECONDS)) {
        throw new EnvelopeException("a block of " + millis + " ms");
      }
      blocks.add(
          new Block(user, version, blocked, tag, nowNanos + TimeUnit.MILLISECONDS.toNanos(millis)));
    }
    return blocks;
  }

  private static String user(WireReader in) throws EnvelopeException {
    String user = in.string();
    if (user.isEmpty() || !UserId.fits(user)) {
      throw new EnvelopeException("a user's id that is not one");
    }
    return user;
  }
}
