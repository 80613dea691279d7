package io.wsgateway.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.wsgateway.kit.CpuClock;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures the CPU time that an awaited publication takes on the node that it is published at, in
 * clusters of 1, 2, 3 and 5 nodes on loopback, and what it takes in the whole cluster.
 *
 * <p>{@code java io.wsgateway.bench.AwaitedCost PUBLISHERS COUNT ROUNDS JAR[,YAML]...}: each
 * publisher sends over HTTP and waits for the reply, COUNT times together to warm up, and COUNT
 * times that are measured; the jars take turns, each with a line of configuration of its own. On a
 * busy machine, {@code cluster: {confirmMillis: 10000}} keeps nodes from being left out. The nodes
 * inherit {@code JAVA_TOOL_OPTIONS}: with {@code -XX:TieredStopAtLevel=1} the compiler is done
 * soon, which a busy machine needs.
 */
final class AwaitedCost {
  private static final String KEY = "a-key-of-thirty-two-characters-or-more";
  private static final int[] SIZES = {1, 2, 3, 5};
  private static final double MICROS = 1e6;
  private static final String CONFIG =
      """
      node: {eventLoops: 1}
      endpoints: [{path: /ws, channel: news}]
      api: {keys: [{name: bench, key: %s, scopes: [publish]}]}
      """
          .formatted(KEY);

  private final int publishers;
  private final int count;
  private final LongAdder replies = new LongAdder();
  private final LongAdder unconfirmed = new LongAdder();

  private AwaitedCost(int publishers, int count) {
    this.publishers = publishers;
    this.count = count;
  }

  /** See the class. */
  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[2]);
    List<String> jars = List.of(args).subList(3, args.length);
    Map<String, Double> alone = new HashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (int size : SIZES) {
        for (String jar : jars) {
          System.setProperty("gateway.jar", jar.split(",", 2)[0]);
          AwaitedCost run = new AwaitedCost(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
          double micros = run.measure(round, size, jar);
          alone.putIfAbsent(jar + round, micros);
          System.out.printf(
              Locale.ROOT, " ratio to one node %.2f%n", micros / alone.get(jar + round));
        }
      }
    }
  }

  private double measure(int round, int size, String jar) throws Exception {
    try (GatewayCluster cluster = GatewayCluster.of(size, 0, CONFIG + settings(jar))) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < publishers; i++) {
        Thread thread = new Thread(() -> publish(cluster.node(0)));
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
      }
      awaitReplies(count);
      List<CpuClock> clocks =
          cluster.nodes().stream().map(node -> new CpuClock(node.pid())).toList();
      long before = replies.sum();
      long unconfirmedBefore = unconfirmed.sum();
      long started = System.nanoTime();
      awaitReplies(before + count);
      long done = replies.sum() - before;
      double elapsed = (System.nanoTime() - started) / 1e9;
      double here = clocks.get(0).process() * elapsed * MICROS / done;
      double all = clocks.stream().mapToDouble(CpuClock::process).sum() * elapsed * MICROS / done;
      System.out.printf(
          Locale.ROOT,
          "%d %s %d nodes, %d publishers: %.0f/s, %.1f us here, %.1f us in all, %d unconfirmed;",
          round,
          jar,
          size,
          publishers,
          done / elapsed,
          here,
          all,
          unconfirmed.sum() - unconfirmedBefore);
      threads.forEach(Thread::interrupt);
      return here;
    }
  }

  private static String settings(String jar) {
    int comma = jar.indexOf(',');
    return comma < 0 ? "" : jar.substring(comma + 1);
  }

  private void awaitReplies(long sum) throws InterruptedException {
    while (replies.sum() < sum) {
      Thread.sleep(10);
    }
  }

  private void publish(GatewayProcess node) {
    String body = "{\"channel\":\"news\",\"data\":\"0123456789012345678901234567890123456789\"}";
    String head =
        "POST /api/publish HTTP/1.1\r\nHost: a\r\nX-API-Key: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(KEY, body.length());
    byte[] request = (head + body).getBytes(ISO_8859_1);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.managementPort())) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      while (!Thread.currentThread().isInterrupted()) {
        out.write(request);
        String answer = answer(in);
        replies.increment();
        if (answer.contains("unconfirmed")) {
          unconfirmed.increment();
        } else if (!answer.equals("{\"result\":{}}")) {
          throw new IOException("unexpected answer " + answer);
        }
      }
    } catch (IOException e) {
      if (!Thread.currentThread().isInterrupted() && node.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String answer(InputStream in) throws IOException {
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(line.indexOf(':') + 1).trim());
      }
    }
    return new String(in.readNBytes(length), ISO_8859_1);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection ended");
      }
      line.append((char) b);
    }
    return line.toString().trim();
  }
}
