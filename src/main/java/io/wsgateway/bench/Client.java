package io.wsgateway.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One connection. Belongs to its loop, except for {@link #write}: a sender's thread may call it,
 * and whole frames of the two do not mix.
 */
final class Client {
  /** How long a server may refuse to take bytes before the run gives up on it. */
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

  /** When it was meant to begin. */
  final long intendedNanos;

  /** Set when the loop has taken it over. */
  @Nullable SelectionKey key;

  /** Set before anything is sent, if the server speaks TLS. */
  @Nullable TlsPipe tls;

  /** What came of a frame that is not whole yet. */
  @Nullable ByteBuffer rest;

  volatile State state = State.CONNECTING;

  /** Whether this side said goodbye, so that the end is none of the server's errors. */
  boolean leaving;

  Client(int index, ClientLoop loop, SocketChannel channel, long intendedNanos) {
    this.index = index;
    this.loop = loop;
    this.channel = channel;
    this.intendedNanos = intendedNanos;
  }

  /** Writes all of it, waiting for the server if it must. */
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
        throw new IOException("the server took nothing for 5 seconds");
      }
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  /** Reads what came; less than 0 at the end. */
  int read(ByteBuffer in) throws IOException {
    return tls == null ? channel.read(in) : tls.read(channel, in, this::write);
  }

  /** Whether TLS stands. */
  boolean isSecure() {
    return tls != null && tls.isReady();
  }

  /** From now on nothing is read; the kernel's buffers fill. */
  void stall() {
    if (key != null && key.isValid()) {
      key.interestOps(0);
    }
  }

  /** Keeps the unread bytes for the next read. */
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
}
