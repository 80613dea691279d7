package io.wsgateway.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Represents one connection. Only its loop may use it, except for {@link #write}, which a sender's
 * thread may call, too; frames of the two do not mix.
 */
final class Client {
  /** How long the server may accept no bytes before the connection fails. */
  private static final long WRITE_NANOS = 5_000_000_000L;

  private static final long RETRY_NANOS = 50_000;

  enum State {
    CONNECTING,
    SECURING,
    UPGRADING,
    OPEN,
    CLOSED
  }

  final int index;
  final ClientLoop loop;
  final SocketChannel channel;
  final Handshake handshake;

  /** The planned start time. */
  final long intendedNanos;

  /** Set when the loop has registered it. */
  @Nullable SelectionKey key;

  /** Set before the first byte is sent, if the server uses TLS. */
  @Nullable TlsPipe tls;

  /** The received part of an incomplete frame. */
  @Nullable ByteBuffer rest;

  volatile State state = State.CONNECTING;

  /** Whether this side has sent a close frame, so that the end is not an error of the server. */
  boolean leaving;

  Client(
      int index, ClientLoop loop, SocketChannel channel, Handshake handshake, long intendedNanos) {
    this.index = index;
    this.loop = loop;
    this.channel = channel;
    this.handshake = handshake;
    this.intendedNanos = intendedNanos;
  }

  /** Writes all bytes; waits while the server does not accept them. */
  synchronized void write(ByteBuffer bytes) throws IOException {
    if (tls == null) {
      push(bytes);
    } else {
      tls.write(bytes, this::push);
    }
  }

  private void push(ByteBuffer bytes) throws IOException {
    long start = 0;
    while (true) {
      channel.write(bytes);
      if (!bytes.hasRemaining()) {
        return;
      }
      long now = System.nanoTime();
      start = start == 0 ? now : start;
      if (now - start > WRITE_NANOS) {
        throw new IOException("the server accepted no bytes for 5 seconds");
      }
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  /** Reads the available bytes; returns less than 0 at the end. */
  int read(ByteBuffer in) throws IOException {
    return tls == null ? channel.read(in) : tls.read(channel, in, this::write);
  }

  /** Whether the TLS handshake is complete, or not needed. */
  boolean isSecure() {
    return tls != null && tls.isReady();
  }

  /** Stops reading, so that the kernel's buffers fill. */
  void stall() {
    if (key != null && key.isValid()) {
      key.interestOps(0);
    }
  }

  /** Stores the unread bytes for the next read. */
  void keep(ByteBuffer in) {
    int left = in.remaining();
    if (left > 0) {
      if (rest == null || rest.capacity() < left) {
        rest = ByteBuffer.allocate(Math.max(512, left));
      }
      rest.clear().put(in);
    } else if (rest != null) {
      rest.clear();
    }
  }

  /** Ends it; the server's answer is not awaited. */
  void end() {
    if (state == State.OPEN && tls != null) {
      tls.leaveSession();
    }
    state = State.CLOSED;
    try {
      channel.close();
    } catch (IOException e) {
      // The connection has ended in both cases.
    }
  }
}
