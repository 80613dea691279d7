package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.wsgateway.connection.Framing;
import io.wsgateway.connection.MessageBatch;
import io.wsgateway.connection.WireMessage;

/**
 * Encodes messages as WebSocket frames, concatenated in one direct buffer from the event loop's
 * arena. Server frames are not masked, so they are the same for every socket.
 *
 * <p>Ownership: the batch holds one reference, and each socket that it is written to gets its own,
 * which is released when the kernel has accepted the bytes or the write has failed. So only one
 * thread changes the count, and no other loop can leak it.
 */
enum WebSocketFraming implements Framing<ByteBuf> {
  FRAMES;

  /**
   * Returns a batch's frames; the reference is the batch's, and the indices are shared by all
   * sockets.
   */
  static ByteBuf frames(MessageBatch batch, ByteBufAllocator allocator) {
    ByteBuf made = batch.encoded(FRAMES);
    if (made == null) {
      made = join(batch, allocator);
      batch.keep(FRAMES, made, made.readableBytes());
    }
    return made;
  }

  private static ByteBuf join(MessageBatch batch, ByteBufAllocator allocator) {
    int bytes = 0;
    for (WireMessage message : batch.messages()) {
      bytes += Frames.size(message);
    }
    ByteBuf buffer = allocator.directBuffer(bytes, bytes);
    for (WireMessage message : batch.messages()) {
      Frames.append(buffer, message);
    }
    return buffer.asReadOnly();
  }

  @Override
  public void release(ByteBuf encoded) {
    encoded.release();
  }
}
