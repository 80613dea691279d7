package io.wsgateway.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run.
 *
 * @param threads of this load generator
 */
public record BenchPlan(
    Scenario scenario, Target target, Clients clients, Load load, Server server, int threads) {
  private static final int MAX_CONNECTIONS = 200_000;
  private static final long MAX_MESSAGES = 50_000_000;
  private static final long MAX_STREAMS = 16_000_000;
  private static final int MAX_BURST_BYTES = 16 * 1024 * 1024;

  /**
   * The connections.
   *
   * @param connections clients that listen; with {@code connect} the handshakes under way at a time
   * @param stalled how many of them stop reading
   * @param sources loopback addresses that the clients come from; 0: the system chooses the address
   * @param pending handshakes under way at a time while many connections are opened
   * @param headers of the upgrade, {@code Name: value}
   */
  public record Clients(
      int connections, int stalled, int sources, int pending, List<String> headers) {
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
   * What they do.
   *
   * @param window messages that are sent at one moment
   * @param rate messages per second, or handshakes; 0 with {@code connect}: as many as go
   * @param size bytes of a message
   * @param warmupSeconds the load before the one that counts
   * @param seconds how long it is measured, or held
   */
  public record Load(int window, double rate, int size, int warmupSeconds, int seconds) {
    /** Checks that it ends, in time and in number. */
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
            "The rate and the time make more than "
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
   * The server's process.
   *
   * @param pid the one on this machine, to measure what it takes
   * @param gc whether it is a JVM to be asked for a collection before its memory is read
   */
  public record Server(@Nullable Long pid, boolean gc) {
    /** Checks that there is a process to ask. */
    public Server {
      if (gc && pid == null) {
        throw new BenchException("--gc needs --server-pid.");
      }
    }
  }

  /** Checks what depends on more than one part. */
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
