package io.wsgateway.kit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A name server that knows one name: A records of it as long as there are any (RFC 1035, sections 4
 * and 3.4.1), else "no such name", as a cluster's DNS answers for a headless Service without pods.
 *
 * <p>Resolvers ask port 53 only, so it listens there, on a loopback address of its own, and the
 * processes that are to ask it get an {@code /etc/resolv.conf} of their own: both need root.
 */
public final class NameServer implements AutoCloseable {
  private static final int PORT = 53;
  private static final int HEADER = 12;
  private static final int RESPONSE = 0x8480;
  private static final int NO_SUCH_NAME = 3;
  private static final int TYPE_A = 1;

  private final String name;
  private final DatagramSocket socket;
  private final Path resolvConf;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile List<InetAddress> addresses = List.of();

  private NameServer(String name, DatagramSocket socket, Path resolvConf) {
    this.name = name;
    this.socket = socket;
    this.resolvConf = resolvConf;
  }

  /** Why there can be none on this machine; empty when there can. */
  public static Optional<String> obstacle() {
    try {
      int status =
          new ProcessBuilder("unshare", "-m", "mount", "--bind", "/etc/hosts", "/etc/hosts")
              .start()
              .waitFor();
      return status == 0
          ? Optional.empty()
          : Optional.of("only root may listen on port 53 and give a process a name server");
    } catch (IOException e) {
      return Optional.of("no command unshare: " + e.getMessage());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Knows a name without addresses, until {@link #resolve}; {@code directory} is for its files. */
  public static NameServer of(String name, Path directory) throws IOException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    InetAddress own =
        InetAddress.getByAddress(
            new byte[] {127, 53, (byte) random.nextInt(256), (byte) random.nextInt(1, 255)});
    Path resolvConf =
        Files.writeString(
            directory.resolve("resolv.conf"), "nameserver " + own.getHostAddress() + "\n");
    NameServer server =
        new NameServer(name, new DatagramSocket(new InetSocketAddress(own, PORT)), resolvConf);
    Thread thread = new Thread(server::serve, "name-server");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  /** From now on the name stands for these addresses. */
  public void resolve(List<String> ips) throws IOException {
    List<InetAddress> next = new ArrayList<>();
    for (String ip : ips) {
      next.add(InetAddress.getByName(ip));
    }
    addresses = next;
  }

  /** The same command, asking this server for names. */
  public List<String> askedBy(List<String> command) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"",
                resolvConf.toString()));
    line.addAll(command);
    return line;
  }

  /** How often it was asked for its name. */
  public int asked() {
    return asked.get();
  }

  private void serve() {
    DatagramPacket packet = new DatagramPacket(new byte[512], 512);
    try {
      while (true) {
        socket.receive(packet);
        byte[] answer = answer(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        packet.setLength(512);
      }
    } catch (SocketException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException(e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] answer(ByteBuffer query) {
    query.position(HEADER);
    StringBuilder asksFor = new StringBuilder();
    for (int length = query.get(); length > 0; length = query.get()) {
      byte[] label = new byte[length];
      query.get(label);
      asksFor.append(asksFor.isEmpty() ? "" : ".").append(new String(label, US_ASCII));
    }
    int type = query.getShort();
    query.getShort();
    boolean known = asksFor.toString().equalsIgnoreCase(name);
    if (known) {
      asked.incrementAndGet();
    }
    List<InetAddress> found = known ? addresses : List.of();
    List<InetAddress> records = type == TYPE_A ? found : List.of();
    ByteBuffer out = ByteBuffer.allocate(512);
    out.putShort(query.getShort(0));
    out.putShort((short) (RESPONSE | (found.isEmpty() ? NO_SUCH_NAME : 0)));
    out.putShort((short) 1).putShort((short) records.size()).putInt(0);
    out.put(query.flip().position(HEADER));
    for (InetAddress record : records) {
      // The name of the question, class IN, to be kept for no time.
      out.putShort((short) 0xC00C).putShort((short) TYPE_A).putShort((short) 1).putInt(0);
      out.putShort((short) 4).put(record.getAddress());
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  @Override
  public void close() {
    socket.close();
  }
}
