package io.wsgateway.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.hazelcast.cluster.Address;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Checks at which addresses a member answers, all at the same time. A member whose process is
 * frozen (a full disk, a live migration, a breakpoint) still accepts connections, because the
 * kernel does that, but never answers.
 *
 * <p>A member answers the three bytes that begin its protocol with the same three bytes.
 */
final class AddressProbe {
  /** How an address answered. */
  enum Answer {
    /** A member answered. */
    ANSWERS,
    /** Nothing listens, or the connection was closed. */
    REFUSES,
    /**
     * The connection is neither accepted nor refused: there is no machine, or a firewall drops
     * packets.
     */
    UNREACHABLE,
    /** The connection is accepted, but nothing is answered. */
    MUTE
  }

  private static final byte[] HELLO = "HZC".getBytes(US_ASCII);

  private final int connectMillis;
  private final int answerMillis;

  /** Sets how long connecting may take, and then the answer. */
  AddressProbe(int connectMillis, int answerMillis) {
    this.connectMillis = connectMillis;
    this.answerMillis = answerMillis;
  }

  /** Asks all addresses and waits for the answers. */
  Map<Address, Answer> ask(Collection<Address> addresses) {
    Map<Address, Answer> answers = new ConcurrentHashMap<>();
    ExecutorService threads = Executors.newCachedThreadPool(AddressProbe::thread);
    try {
      CompletableFuture.allOf(
              addresses.stream()
                  .map(a -> CompletableFuture.runAsync(() -> answers.put(a, ask(a)), threads))
                  .toArray(CompletableFuture[]::new))
          .join();
    } finally {
      threads.shutdown();
    }
    return answers;
  }

  private Answer ask(Address address) {
    try (Socket socket = new Socket()) {
      try {
        socket.connect(address.getInetSocketAddress(), connectMillis);
      } catch (SocketTimeoutException e) {
        return Answer.UNREACHABLE;
      }
      socket.setSoTimeout(answerMillis);
      socket.getOutputStream().write(HELLO);
      return socket.getInputStream().readNBytes(HELLO.length).length == HELLO.length
          ? Answer.ANSWERS
          : Answer.REFUSES;
    } catch (SocketTimeoutException e) {
      return Answer.MUTE;
    } catch (IOException e) {
      return Answer.REFUSES;
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "cluster-probe");
    thread.setDaemon(true);
    return thread;
  }
}
