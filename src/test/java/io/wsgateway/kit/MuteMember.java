package io.wsgateway.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Where a frozen member would be: connections are accepted, and nothing follows. One kind says not
 * a word, as the kernel of a frozen process does; the other greets as a member and is silent then.
 */
public final class MuteMember implements AutoCloseable {
  private final ServerSocket server;
  private final List<Socket> accepted = new CopyOnWriteArrayList<>();

  private MuteMember(InetAddress host, int port) throws IOException {
    server = new ServerSocket(port, 1000, host);
  }

  private MuteMember(int port) throws IOException {
    this(InetAddress.getLoopbackAddress(), port);
  }

  /** Says nothing at all. */
  public static MuteMember at(int port) throws IOException {
    return new MuteMember(port);
  }

  /** Says nothing at all, at another address of this machine. */
  public static MuteMember at(InetAddress host, int port) throws IOException {
    return new MuteMember(host, port);
  }

  /** Says what members say first, and nothing more. */
  public static MuteMember greeting(int port) throws IOException {
    return new MuteMember(port).greet(1);
  }

  /**
   * Says what members say first to the first connection and every other one, and nothing to the
   * rest: who is asked before being connected to has frozen in between.
   */
  public static MuteMember freezing(int port) throws IOException {
    return new MuteMember(port).greet(2);
  }

  private MuteMember greet(int every) {
    Thread thread = new Thread(() -> accept(every), "greeting-member");
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  private void accept(int every) {
    try {
      for (int i = 0; ; i++) {
        Socket socket = server.accept();
        accepted.add(socket);
        if (i % every == 0) {
          socket.getOutputStream().write(new byte[] {'H', 'Z', 'C'});
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  /** Where it is. */
  public String address() {
    return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
  }

  /** How many connections were accepted, unless it says nothing at all. */
  public int accepted() {
    return accepted.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : accepted) {
      socket.close();
    }
  }
}
