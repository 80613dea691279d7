package io.wsgateway.abuse;

import io.wsgateway.support.RawSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An attack: many sockets of a few addresses that read nothing and never give up, some of which
 * send again and again. Who is closed connects again.
 */
final class MuteCrowd implements AutoCloseable {
  private static final long ROUND_NANOS = 10_000_000;

  /** Connects per round, below what the gateway admits, and fewer once all were there. */
  private static final int CONNECTS = 5;

  private static final int RECONNECTS = 2;

  /** So that a socket holds little, and the gateway much. */
  private static final int RECEIVE_BYTES = 4096;

  /** With so many large messages first, the kernel soon takes no more for those who hear them. */
  private static final int FILLS = 2;

  private static final ByteBuffer FILL = text(new byte[60_000]);
  private static final ByteBuffer PING =
      ByteBuffer.wrap(RawSocket.frame(RawSocket.PING, new byte[0]));

  /** One of the crowd; not to be confused with its socket, of which it takes many. */
  private static final class Seat {
    private final String path;
    private final InetSocketAddress address;
    private @Nullable SocketChannel socket;
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private int fills;

    Seat(String path, InetSocketAddress address) {
      this.path = path;
      this.address = address;
    }
  }

  private final int port;
  private final List<Seat> seats;
  private final int senders;
  private final int sends;
  private final ByteBuffer message;
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicInteger connects = new AtomicInteger();
  private final Thread thread;

  /**
   * Begins.
   *
   * @param paths the endpoint of each
   * @param addresses it comes from 127.0.0.2 and so many in all
   * @param senders so many of the sockets send
   * @param sends so many times in a hundredth of a second, in turn
   * @param payload what they send
   */
  MuteCrowd(
      int port,
      IntFunction<String> paths,
      int size,
      int addresses,
      int senders,
      int sends,
      byte[] payload) {
    this.port = port;
    this.seats =
        IntStream.range(0, size)
            .mapToObj(place -> new Seat(paths.apply(place), address(place % addresses)))
            .toList();
    this.senders = senders;
    this.sends = sends;
    this.message = text(payload);
    this.thread = new Thread(this::run, "mute-crowd");
    thread.setDaemon(true);
    thread.start();
  }

  private static ByteBuffer text(byte[] payload) {
    return ByteBuffer.wrap(RawSocket.frame(RawSocket.TEXT, payload));
  }

  private static InetSocketAddress address(int number) {
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (2 + number)}), 0);
    } catch (IOException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  /** How often it connected; more than its size: somebody was closed or refused. */
  int connects() {
    return connects.get();
  }

  private void run() {
    int next = 0;
    int sender = 0;
    while (!stop.get()) {
      boolean complete = connects.get() >= seats.size();
      for (int i = 0; i < (complete ? RECONNECTS : CONNECTS); i++) {
        visit(seats.get(next++ % seats.size()));
      }
      for (int i = 0; complete && i < sends; i++) {
        send(seats.get(sender++ % senders));
      }
      LockSupport.parkNanos(ROUND_NANOS);
    }
  }

  /** Connects it if it is not; a ping shows that, without reading. */
  private void visit(Seat seat) {
    if (seat.socket == null) {
      connect(seat);
    } else if (!write(seat, PING)) {
      leave(seat);
      connect(seat);
    }
  }

  private void connect(Seat seat) {
    try {
      SocketChannel socket = SocketChannel.open();
      seat.socket = socket;
      socket.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BYTES);
      socket.bind(seat.address);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.write(ByteBuffer.wrap(RawSocket.handshake(port, seat.path)));
      socket.configureBlocking(false);
      seat.unsent = ByteBuffer.allocate(0);
      seat.fills = 0;
      connects.incrementAndGet();
    } catch (IOException refused) {
      leave(seat);
    }
  }

  private void send(Seat seat) {
    if (seat.fills < FILLS) {
      seat.fills++;
      write(seat, FILL);
    } else {
      write(seat, message);
    }
  }

  /** Writes a frame behind the rest of the one before, or leaves it out; false: it has ended. */
  private static boolean write(Seat seat, ByteBuffer frame) {
    SocketChannel socket = seat.socket;
    if (socket == null) {
      return true;
    }
    try {
      if (seat.unsent.hasRemaining()) {
        socket.write(seat.unsent);
      }
      if (!seat.unsent.hasRemaining()) {
        seat.unsent = frame.duplicate();
        socket.write(seat.unsent);
      }
      return true;
    } catch (IOException ended) {
      return false;
    }
  }

  private static void leave(Seat seat) {
    SocketChannel socket = seat.socket;
    seat.socket = null;
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is gone, in whatever way.
      }
    }
  }

  @Override
  public void close() {
    stop.set(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    seats.forEach(MuteCrowd::leave);
  }
}
