package io.wsgateway.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports for processes that must know each other's before they start. */
public final class FreePorts {
  /**
   * Below the range from which kernels take the ports of outgoing connections and of port 0 (Linux:
   * 32768, others: 49152): one of those may be taken by anybody before its process starts.
   */
  private static final int FIRST = 10_000;

  private static final int LAST = 32_000;

  /** JVMs that run tests at the same time have a part of the range each. */
  private static final int PARTS = 8;

  private static final int SPAN = (LAST - FIRST) / PARTS;

  /** Open as long as this JVM lives: its distance from the range says which part is this JVM's. */
  private static final ServerSocket PART = part();

  private static final int OWN = FIRST + SPAN * (FIRST - 1 - PART.getLocalPort());

  /**
   * A port comes again only after all others of the part: a random one might be handed out a second
   * time before the first process listens at it.
   */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(SPAN));

  private FreePorts() {}

  /** Takes the first part that no other JVM has. */
  private static ServerSocket part() {
    for (int part = 0; part < PARTS; part++) {
      try {
        return new ServerSocket(FIRST - 1 - part, 1, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        // Another JVM has it.
      }
    }
    throw new IllegalStateException("more than %d JVMs run tests".formatted(PARTS));
  }

  private static int next() {
    return OWN + Math.floorMod(NEXT.getAndIncrement(), SPAN);
  }

  /**
   * So many different TCP ports that were free on 127.0.0.1 a moment ago. Where a process can tell
   * its port afterwards, let it listen on port 0 instead.
   */
  public static int[] of(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      while (held.size() < count) {
        hold(next(), held);
      }
      return held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      held.forEach(FreePorts::close);
    }
  }

  private static void hold(int port, List<ServerSocket> held) throws IOException {
    try {
      held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
    } catch (BindException e) {
      // Somebody has it: another one will do.
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
