package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.wsgateway.channel.LogCap;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inspects what another member sends over the event bus, before Vert.x reads it. Vert.x buffers a
 * message of any length in memory, and only logs a message whose codec it does not know. This
 * handler discards the body of such a message as it arrives and passes on a failure in its place:
 * the consumer refuses it like any other, and a sender that waits for a reply gets one at once. All
 * other bytes pass unchanged.
 *
 * <p>A frame is its length (4 bytes, which do not count themselves), a {@link BusHead}, headers and
 * body. Belongs to the event loop of its channel.
 */
final class BusFrames extends ByteToMessageDecoder {
  private static final Logger log = LoggerFactory.getLogger(BusFrames.class);

  private final IntSupplier maxBytes;
  private final LogCap foreign;
  private int most;
  private long passing;
  private long skipping;
  private boolean isBroken;

  /**
   * Makes a handler that passes frames of up to {@code maxBytes}, which may change.
   *
   * @param foreign limits the log lines about connections that do not send the event bus's protocol
   */
  BusFrames(IntSupplier maxBytes, LogCap foreign) {
    this.maxBytes = maxBytes;
    this.foreign = foreign;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    // Once for all that looks at the same frame: a reload may change it at any moment.
    most = maxBytes.getAsInt();
    if (isBroken) {
      in.skipBytes(in.readableBytes());
    } else if (skipping > 0) {
      skip(in);
    } else {
      int good = good(in);
      if (good > 0) {
        out.add(in.readRetainedSlice(good));
      } else if (in.readableBytes() >= BusHead.FIRST) {
        replace(ctx, in, out);
      }
    }
  }

  /** Returns how many of the bytes belong to valid frames and may pass at once. */
  private int good(ByteBuf in) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    while (at < end) {
      if (passing == 0) {
        if (end - at < BusHead.FIRST || wrong(in, at) != null) {
          break;
        }
        passing = Integer.BYTES + (long) in.getInt(at);
      }
      int bytes = (int) Math.min(passing, end - at);
      passing -= bytes;
      at += bytes;
    }
    return at - in.readerIndex();
  }

  private @Nullable String wrong(ByteBuf in, int at) {
    int length = in.getInt(at);
    if (length > most) {
      return "the message has " + length + " bytes, far over limits.messageBytes";
    }
    return length < BusHead.LEAST || !BusHead.isKnownCodec(in, at)
        ? "the body must be a String, a Buffer, a JsonObject or a JsonArray: the gateway knows no"
            + " other codec"
        : null;
  }

  private void replace(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    int at = in.readerIndex();
    int length = in.getInt(at);
    if (length < BusHead.LEAST) {
      end(ctx, in);
      return;
    }
    BusHead head;
    try {
      head = BusHead.read(in, at, Math.min(in.readableBytes(), Integer.BYTES + (long) length));
    } catch (IllegalArgumentException e) {
      end(ctx, in);
      return;
    }
    if (head != null) {
      int code = length > most ? UnreadBody.TOO_LARGE : UnreadBody.BAD_CODEC;
      out.add(head.failing(ctx.alloc(), code, String.valueOf(wrong(in, at))));
      skipping = Integer.BYTES + (long) length;
      skip(in);
    } else if (in.readableBytes() >= Integer.BYTES + (long) length) {
      end(ctx, in);
    }
  }

  private void skip(ByteBuf in) {
    int bytes = (int) Math.min(skipping, in.readableBytes());
    in.skipBytes(bytes);
    skipping -= bytes;
  }

  private void end(ChannelHandlerContext ctx, ByteBuf in) {
    isBroken = true;
    in.skipBytes(in.readableBytes());
    long unsaid = foreign.next();
    if (unsaid >= 0) {
      LogCap.tell(log.atWarn(), unsaid)
          .addKeyValue("event", "eventbus.bytes.foreign")
          .addKeyValue("remote", String.valueOf(ctx.channel().remoteAddress()))
          .log("closed a connection to the event bus's port: it did not send Vert.x messages");
    }
    ChannelFuture unused = ctx.close();
  }
}
