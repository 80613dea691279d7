import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * What relaying costs: one client publishes on one node at a fixed rate, one subscriber hears it on
 * another, and the CPU time of every node is read from /proc. Prints one line of JSON.
 *
 * <p>{@code java bench/Relay.java RATE SECONDS PUBLISHER_PORT SUBSCRIBER_PORT PID...}, the pids being
 * the publisher's node, the subscriber's, and any others.
 */
public final class Relay {
  private static final int SIZE = 128;
  private static final int WARMUP_SECONDS = 30;

  private static volatile int expected = Integer.MAX_VALUE;

  private Relay() {}

  public static void main(String[] arguments) throws Exception {
    int rate = Integer.parseInt(arguments[0]);
    int seconds = Integer.parseInt(arguments[1]);
    long[] pids = Arrays.stream(arguments, 4, arguments.length).mapToLong(Long::parseLong).toArray();
    try (Socket publisher = open(Integer.parseInt(arguments[2]));
        Socket subscriber = open(Integer.parseInt(arguments[3]))) {
      drain(publisher);
      run(publisher, subscriber, 0, rate, WARMUP_SECONDS, pids, false);
      run(publisher, subscriber, rate * WARMUP_SECONDS, rate, seconds, pids, true);
    }
  }

  private static void run(
      Socket publisher,
      Socket subscriber,
      int first,
      int rate,
      int seconds,
      long[] pids,
      boolean print)
      throws Exception {
    int count = rate * seconds;
    long[] latencies = new long[count];
    BitSet seen = new BitSet(count);
    int[] faults = new int[2];
    Thread reader = new Thread(() -> read(subscriber, first, latencies, seen, faults));
    long[] before = Arrays.stream(pids).map(Relay::cpuMicros).toArray();
    long start = System.nanoTime();
    reader.start();
    OutputStream out = publisher.getOutputStream();
    // A millisecond's messages leave together, each stamped with the time it was due.
    int perBurst = Math.max(1, rate / 1000);
    for (int sent = 0; sent < count; sent += perBurst) {
      long due = start + sent * 1_000_000_000L / rate;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      out.write(frames(first + sent, Math.min(perBurst, count - sent), due));
    }
    reader.join(15_000);
    long wall = System.nanoTime() - start;
    if (!print) {
      return;
    }
    long[] used = new long[pids.length];
    for (int i = 0; i < pids.length; i++) {
      used[i] = cpuMicros(pids[i]) - before[i];
    }
    int missing = count - seen.cardinality();
    long[] sorted = Arrays.stream(latencies).filter(l -> l > 0).sorted().toArray();
    StringBuilder json = new StringBuilder();
    json.append(
        String.format(
            Locale.ROOT,
            "{\"rate\": %d, \"seconds\": %d, \"messages\": %d, \"bytes\": %d, \"nodes\": %d,"
                + " \"missing\": %d, \"duplicates\": %d, \"reordered\": %d,"
                + " \"p50Micros\": %d, \"p99Micros\": %d, \"p999Micros\": %d, \"maxMicros\": %d,"
                + " \"wallSeconds\": %.2f",
            rate,
            seconds,
            count,
            SIZE,
            pids.length,
            missing,
            faults[0],
            faults[1],
            at(sorted, 0.5),
            at(sorted, 0.99),
            at(sorted, 0.999),
            at(sorted, 1),
            wall / 1e9));
    String[] names = {"publisher", "subscriber", "bystander"};
    for (int i = 0; i < pids.length; i++) {
      json.append(
          String.format(
              Locale.ROOT,
              ", \"%sCpuMicrosPerMessage\": %.2f",
              names[Math.min(i, 2)] + (i > 2 ? String.valueOf(i - 1) : ""),
              (double) used[i] / count));
    }
    System.out.println(json.append("}"));
    System.exit(missing + faults[0] + faults[1] == 0 ? 0 : 1);
  }

  private static long at(long[] sorted, double part) {
    return sorted.length == 0 ? -1 : sorted[(int) Math.min(sorted.length - 1, sorted.length * part)] / 1000;
  }

  private static byte[] frames(int first, int count, long due) {
    byte[] all = new byte[count * (8 + SIZE)];
    for (int i = 0; i < count; i++) {
      byte[] text =
          Arrays.copyOf(
              String.format(Locale.ROOT, "%010d %020d ", first + i, due)
                  .getBytes(StandardCharsets.US_ASCII),
              SIZE);
      Arrays.fill(text, 32, SIZE, (byte) 'x');
      int at = i * (8 + SIZE);
      all[at] = (byte) 0x81;
      all[at + 1] = (byte) (0x80 | 126);
      all[at + 2] = (byte) (SIZE >> 8);
      all[at + 3] = (byte) SIZE;
      // A mask of zeros leaves the text as it is.
      System.arraycopy(text, 0, all, at + 8, SIZE);
    }
    return all;
  }

  private static void read(
      Socket socket, int first, long[] latencies, BitSet seen, int[] faults) {
    try {
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
      int last = -1;
      while (seen.cardinality() < latencies.length) {
        byte[] text = next(in);
        if (text.length != SIZE) {
          continue;
        }
        int number = Integer.parseInt(new String(text, 0, 10, StandardCharsets.US_ASCII)) - first;
        long due = Long.parseLong(new String(text, 11, 20, StandardCharsets.US_ASCII));
        if (number < 0) {
          continue;
        }
        if (seen.get(number)) {
          faults[0]++;
        } else if (number < last) {
          faults[1]++;
        }
        seen.set(number);
        last = Math.max(last, number);
        latencies[number] = Math.max(1, System.nanoTime() - due);
      }
    } catch (IOException e) {
      System.err.println("the subscriber's connection ended: " + e.getMessage());
    }
  }

  private static byte[] next(DataInputStream in) throws IOException {
    in.readUnsignedByte();
    int length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = (int) in.readLong();
    }
    return in.readNBytes(length);
  }

  /** The publisher's own copies are read and thrown away. */
  private static void drain(Socket socket) {
    Thread thread =
        new Thread(
            () -> {
              try (InputStream in = socket.getInputStream()) {
                in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                // The run is over.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static Socket open(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket
        .getOutputStream()
        .write(
            ("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("port " + port + " closed the connection: " + head);
      }
      head.append((char) next);
    }
    if (!head.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException("port " + port + " did not upgrade: " + head);
    }
    return socket;
  }

  private static long cpuMicros(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      // utime and stime, in ticks of a hundredth of a second.
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000;
    } catch (IOException e) {
      throw new IllegalStateException("no process " + pid, e);
    }
  }
}
