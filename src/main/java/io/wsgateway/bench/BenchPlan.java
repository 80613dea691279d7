package io.wsgateway.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes one run.
 *
 * @param threads the number of threads of the load generator
 */
public record BenchPlan(
    Scenario scenario, Target target, Clients clients, Load load, Server server, int threads) {
  private static final int MAX_CONNECTIONS = 200_000;
  private static final long MAX_MESSAGES = 50_000_000;
  private static final long MAX_STREAMS = 16_000_000;
  private static final int MAX_BURST_BYTES = 16 * 1024 * 1024;

  /**
   * Describes the connections.
   *
   * @param connections clients that receive; with {@code connect}, handshakes at a time
   * @param stalled how many of them stop reading
   * @param sources loopback addresses that clients connect from; 0: the system chooses the address
   * @param pending handshakes at a time while many connections open
   * @param headers headers to add to the upgrade, {@code Name: value}
   * @param listening how the clients that receive are connected; one that sends is always a
   *     WebSocket
   */
  public record Clients(
      int connections,
      int stalled,
      int sources,
      int pending,
      List<String> headers,
      Listening listening) {
    /** Checks each number by itself. */
    public Clients {
      range("--connections", connections, 1, MAX_CONNECTIONS);
      range("--stalled", stalled, 0, connections - 1);
      range("--sources", sources, 0, 250);
      range("--pending", pending, 1, 100_000);
      headers = List.copyOf(headers);
      for (String header : headers) {
        if (!header.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+: ?[\\x20-\\x7e]+")) {
          throw new BenchException("--header must be like \"Authorization: Bearer abc\".");
        }
      }
    }
  }

  /**
   * Describes the load.
   *
   * @param window messages sent at the same moment
   * @param rate messages or handshakes per second; 0 with {@code connect}: as many as possible
   * @param size size of a message in bytes
   * @param warmupSeconds how long the load runs before the measurement
   * @param seconds how long the measurement takes
   */
  public record Load(int window, double rate, int size, int warmupSeconds, int seconds) {
    /** Checks that time and number of messages are limited. */
    public Load {
      range("--window", window, 1, 10_000);
      range("--size", size, Stamp.BYTES, 256 * 1024);
      range("--warmup", warmupSeconds, 0, 600);
      range("--seconds", seconds, 1, 3600);
      if (!(rate >= 0 && rate <= 1_000_000)) {
        throw new BenchException("--rate must be between 0 and 1000000.");
      }
      if (rate * (warmupSeconds + seconds) > MAX_MESSAGES) {
        throw new BenchException(
            "The rate and the time result in more than "
                + MAX_MESSAGES
                + " messages; lower one of them.");
      }
      if ((long) window * size > MAX_BURST_BYTES) {
        throw new BenchException(
            "--window times --size may be up to " + MAX_BURST_BYTES + " bytes.");
      }
    }
  }

  /**
   * Names the process of the server.
   *
   * @param pid its process id on this machine, to measure its CPU time and memory; null: none
   * @param gc whether it is a JVM that runs a garbage collection before its memory is read
   */
  public record Server(@Nullable Long pid, boolean gc) {
    /** Checks that a garbage collection has a process. */
    public Server {
      if (gc && pid == null) {
        throw new BenchException("--gc needs --server-pid.");
      }
    }
  }

  /** Checks options that depend on each other. */
  public BenchPlan {
    range("--threads", threads, 1, 64);
    if (load.rate() == 0 && scenario != Scenario.CONNECT && scenario.takes("--rate")) {
      throw new BenchException("--rate must be above 0: " + scenario + " runs at a fixed rate.");
    }
    long connections = clients.connections();
    if (scenario == Scenario.MESH && connections * connections > MAX_STREAMS) {
      throw new BenchException(
          "A mesh may have up to 4000 connections, so that each can be checked.");
    }
    if (clients.sources() > 0 && !target.isLoopback4()) {
      throw new BenchException("--sources needs a target in 127.0.0.0/8.");
    }
  }

  private static void range(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new BenchException(option + " must be between " + least + " and " + most + ".");
    }
  }
}
