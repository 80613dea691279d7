package io.wsgateway;

import io.wsgateway.cli.Cli;

/** The process's entry. */
public final class Main {
  private Main() {}

  /** Runs the command that the arguments name, and exits with its code. */
  public static void main(String[] arguments) {
    // Before anything touches the common pool: with one processor its parallelism would be 1, and
    // Hazelcast then starts a thread for every asynchronous call.
    setDefault("java.util.concurrent.ForkJoinPool.common.parallelism", "4");
    // The addresses of a Service change with every pod; the JVM would keep them for 30 s.
    setDefault("sun.net.inetaddr.ttl", "5");
    // A tenth less CPU than Netty's default when clients come and go, for a few MB that stay
    // (docs/benchmarks.md); and it is the one that Vert.x's meters show.
    setDefault("io.netty.allocator.type", "pooled");
    // In TLS 1.2 a client could ask for one handshake after the other on a connection that stands.
    setDefault("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    setDefault("hazelcast.logging.type", "slf4j");
    setDefault(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
    System.exit(Cli.run(arguments));
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
