package io.wsgateway.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/**
 * Runs TLS for one client: the handshake, then the conversion between plain bytes and records. Only
 * the loop of the client may read; a thread that writes must hold the lock of the client.
 */
final class TlsPipe {
  /** Accepts all bytes. */
  interface Sink {
    void write(ByteBuffer bytes) throws IOException;
  }

  private static final byte[] NOTHING = {};

  private final TlsTrust trust;
  private final SSLContext context;
  private final SSLEngine engine;
  private final long created = System.currentTimeMillis();
  private final ByteBuffer in;
  private final ByteBuffer out;

  /** Creates it; {@link #shake} sends the first bytes. */
  TlsPipe(TlsTrust trust) throws IOException {
    this.trust = trust;
    this.context = trust.context();
    this.engine = trust.engine(context);
    this.in = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    this.out = ByteBuffer.allocate(in.capacity());
    engine.beginHandshake();
  }

  /** Whether the handshake is complete. */
  boolean isReady() {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }

  /** Whether it resumed the session of an earlier connection. */
  boolean isResumed() {
    return engine.getSession().getCreationTime() < created;
  }

  /** Lets another client resume the session; this one has ended. */
  void leaveSession() {
    trust.giveBack(context);
  }

  /**
   * Continues the handshake as far as this side can.
   *
   * @param client receives plain bytes; there are none during the handshake
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
   * Reads the available bytes.
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
    // Bytes that arrived before the end of TLS are returned first.
    return status == Status.CLOSED && plain.position() == before ? -1 : count;
  }

  /** Writes plain bytes, or the next handshake messages, as records. */
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
