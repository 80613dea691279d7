package io.wsgateway.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/**
 * TLS under one client: the handshake, and plain bytes for records. Reading belongs to the client's
 * loop; who writes holds the client's lock.
 */
final class TlsPipe {
  /** Takes bytes, all of them. */
  interface Sink {
    void write(ByteBuffer bytes) throws IOException;
  }

  private static final byte[] NOTHING = {};

  private final SSLEngine engine;
  private final ByteBuffer in;
  private final ByteBuffer out;

  /** Begins; the first bytes leave with {@link #shake}. */
  TlsPipe(SSLEngine engine) throws IOException {
    this.engine = engine;
    this.in = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    this.out = ByteBuffer.allocate(in.capacity());
    engine.beginHandshake();
  }

  /** Whether the handshake is done. */
  boolean isReady() {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }

  /**
   * Goes on with the handshake as far as this side can.
   *
   * @param client takes what there is to say as plain bytes, of which there are none
   */
  void shake(Sink client) throws IOException {
    while (true) {
      HandshakeStatus status = engine.getHandshakeStatus();
      if (status == HandshakeStatus.NEED_TASK) {
        engine.getDelegatedTask().run();
      } else if (status == HandshakeStatus.NEED_WRAP) {
        client.write(ByteBuffer.wrap(NOTHING));
      } else {
        return;
      }
    }
  }

  /**
   * Reads what came.
   *
   * @return less than 0 at the end
   */
  int read(ReadableByteChannel channel, ByteBuffer plain, Sink client) throws IOException {
    int count = channel.read(in);
    int before = plain.position();
    in.flip();
    Status status = Status.OK;
    while (status == Status.OK) {
      status = engine.unwrap(in, plain).getStatus();
      shake(client);
    }
    in.compact();
    // What came before the end of TLS is heard first.
    return status == Status.CLOSED && plain.position() == before ? -1 : count;
  }

  /** Writes plain bytes, or what the handshake has to say, as records. */
  void write(ByteBuffer plain, Sink socket) throws IOException {
    do {
      out.clear();
      SSLEngineResult result = engine.wrap(plain, out);
      if (result.bytesProduced() == 0) {
        throw new IOException("the server ended TLS");
      }
      socket.write(out.flip());
    } while (plain.hasRemaining());
  }
}
