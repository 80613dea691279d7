package io.wsgateway.faults;

import io.wsgateway.kit.Background;
import io.wsgateway.support.RawSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Thousands of subscribers that read all they are sent, count the messages and answer a close, on
 * one thread.
 */
final class Audience implements AutoCloseable {
  /** So many connect at a time, below what a node's listener queues. */
  private static final int CONNECTS = 100;

  private static final ByteBuffer PONG =
      ByteBuffer.wrap(RawSocket.frame(RawSocket.PONG, new byte[0]));

  private static final ByteBuffer CLOSE =
      ByteBuffer.wrap(RawSocket.frame(RawSocket.CLOSE, RawSocket.closeBody(1012, "")));

  private final int port;
  private final String path;
  private final Selector selector;
  private final List<Hearer> hearers = new ArrayList<>();
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
  private final AtomicInteger joined = new AtomicInteger();
  private final AtomicInteger gone = new AtomicInteger();
  private final Background reading;
  private volatile boolean stop;

  /** Connects so many, from 127.0.0.2 and so many addresses in all. */
  Audience(int port, String path, int size, int addresses) throws IOException {
    this.port = port;
    this.path = path;
    this.selector = Selector.open();
    this.reading = Background.once(() -> run(size, addresses));
  }

  /** How many had their upgrade answered. */
  int joined() {
    return joined.get();
  }

  /** How many have ended. */
  int gone() {
    return gone.get();
  }

  /** When each close frame came, in nanoseconds; for when all have ended. */
  List<Long> closes() {
    return hearers.stream().map(h -> h.closedNanos).filter(nanos -> nanos != 0).sorted().toList();
  }

  /** How many hearers have heard how many messages; for when all have joined. */
  Map<Integer, Long> counts() {
    return hearers.stream()
        .collect(Collectors.groupingBy(h -> h.messages.get(), Collectors.counting()));
  }

  private void run(int size, int addresses) {
    try {
      while (!stop) {
        for (int i = 0; i < CONNECTS && hearers.size() < size; i++) {
          connect(2 + hearers.size() % addresses);
        }
        selector.select(this::read, 20);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void connect(int address) throws IOException {
    SocketChannel socket = SocketChannel.open();
    InetAddress source = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) address});
    socket.bind(new InetSocketAddress(source, 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.write(ByteBuffer.wrap(RawSocket.handshake(port, path)));
    socket.configureBlocking(false);
    Hearer hearer = new Hearer();
    hearers.add(hearer);
    socket.register(selector, SelectionKey.OP_READ, hearer);
  }

  private void read(SelectionKey key) {
    try {
      ready(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ready(SelectionKey key) throws IOException {
    Hearer hearer = (Hearer) key.attachment();
    bytes.clear();
    try {
      if (((SocketChannel) key.channel()).read(bytes) < 0) {
        end(key);
        return;
      }
    } catch (IOException reset) {
      end(key);
      return;
    }
    bytes.flip();
    boolean before = hearer.open;
    boolean closed = hearer.closedNanos != 0;
    boolean pinged = hearer.read(bytes);
    if (hearer.open != before) {
      joined.incrementAndGet();
    }
    if (!closed && hearer.closedNanos != 0) {
      ((SocketChannel) key.channel()).write(CLOSE.duplicate());
    }
    if (pinged) {
      ((SocketChannel) key.channel()).write(PONG.duplicate());
    }
  }

  /** Who was put off comes again. */
  private void end(SelectionKey key) throws IOException {
    Hearer hearer = (Hearer) key.attachment();
    key.cancel();
    key.channel().close();
    if (hearer.open) {
      gone.incrementAndGet();
    } else {
      hearers.remove(hearer);
    }
  }

  @Override
  public void close() throws IOException {
    stop = true;
    reading.close();
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }

  /** Reads an answered upgrade, then frames of fewer than 126 bytes that are not masked. */
  private static final class Hearer {
    private static final String UPGRADED = "HTTP/1.1 101 ";
    private static final String END = "\r\n\r\n";

    private final StringBuilder head = new StringBuilder();
    private final AtomicInteger messages = new AtomicInteger();
    private boolean open;
    private int opcode = -1;
    private int skip;
    private volatile long closedNanos;

    /** Whether a ping was among what it read. */
    boolean read(ByteBuffer in) {
      int heard = 0;
      boolean pinged = false;
      while (in.hasRemaining()) {
        if (skip > 0) {
          int step = Math.min(skip, in.remaining());
          in.position(in.position() + step);
          skip -= step;
          continue;
        }
        int b = in.get() & 0xff;
        if (!open) {
          head.append((char) b);
          open = head.indexOf(UPGRADED) == 0 && head.lastIndexOf(END) > 0;
        } else if (opcode < 0) {
          opcode = b & 0x0f;
          pinged |= opcode == RawSocket.PING;
          if (opcode == RawSocket.CLOSE && closedNanos == 0) {
            closedNanos = System.nanoTime();
          }
        } else {
          skip = b;
          heard += opcode == RawSocket.TEXT ? 1 : 0;
          opcode = -1;
        }
      }
      messages.addAndGet(heard);
      return pinged;
    }
  }
}
