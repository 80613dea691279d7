package io.wsgateway.cli;

import io.wsgateway.bench.Bench;
import io.wsgateway.bench.BenchException;
import io.wsgateway.bench.BenchPlan;
import io.wsgateway.bench.BenchResult;
import io.wsgateway.bench.Listening;
import io.wsgateway.bench.Scenario;
import io.wsgateway.bench.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts a WebSocket server under load and reports what its clients received. */
@Command(
    name = "bench",
    description = {
      "Measures a WebSocket server from outside, at a fixed rate: the messages that clients"
          + " received, their delay, and the CPU time and memory that the server used.",
      "The server must send each text message to every connected client, as an endpoint with"
          + " onMessage: publish does. Delays count from the planned send time of a message.",
      "Ends with code 1 and the verdict VOID (invalid) if a message is missing, duplicated or out of"
          + " order.",
      "",
      "fanout   one client publishes, --connections clients receive",
      "mesh     every client publishes in turn, and receives",
      "connect  handshakes, --connections at a time, as many as possible or --rate",
      "idle     memory of idle connections (--server-pid)",
      "open     CPU time of the first handshakes of a server that was just started (--server-pid)",
      "storm    all connections break and reconnect at once",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "SCENARIO", description = "One of the scenarios above.")
  private String scenario;

  @Parameters(
      index = "1",
      paramLabel = "URL",
      description = "For example ws://127.0.0.1:8080/ws; wss:// uses TLS.")
  private String url;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description =
          "Number of connections. Default: fanout, storm 1000; mesh 100; connect 64; idle, open 10000.")
  private @Nullable Integer connections;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Messages per second in total, default 20; connect: handshakes, default as many as possible.")
  private @Nullable Double rate;

  @Option(
      names = "--window",
      paramLabel = "N",
      defaultValue = "1",
      description = "Messages sent at the same moment. Default: 1.")
  private int window;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "128",
      description = "Size of a message. Default: 128.")
  private int size;

  @Option(
      names = "--stalled",
      paramLabel = "N",
      defaultValue = "0",
      description = "Number of connections that stop reading. Default: 0.")
  private int stalled;

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      defaultValue = "websocket",
      description =
          "How clients receive: websocket, or sse for server-sent events. Default: websocket.")
  private String transport;

  @Option(
      names = "--warmup",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "Load before the measurement. Default: 5.")
  private int warmup;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "Length of the measurement; storm: at most. Default: 10.")
  private int seconds;

  @Option(
      names = "--pending",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "idle, open, storm: handshakes at a time while the connections open. Default: 100.")
  private int pending;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads of this load generator. Default: 1.")
  private int threads;

  @Option(
      names = "--sources",
      paramLabel = "N",
      description =
          "Number of loopback addresses, from 127.0.0.2 up, that clients connect from. Default: one"
              + " per 500 connections.")
  private @Nullable Integer sources;

  @Option(
      names = "--header",
      paramLabel = "'NAME: VALUE'",
      description = "Header to add to the upgrade, for example a token; may be repeated.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "wss: PEM file with the authority that signed the server's certificate. The name in the"
              + " certificate is not compared then.")
  private @Nullable Path ca;

  @Option(
      names = "--resume",
      description = "connect, wss: clients resume the TLS sessions of earlier ones.")
  private boolean resume;

  @Option(
      names = "--server-pid",
      paramLabel = "PID",
      description = "The server's process on this machine, to measure its CPU time and memory.")
  private @Nullable Long serverPid;

  @Option(
      names = "--gc",
      description =
          "idle: the server is a JVM; run a garbage collection before its memory is read.")
  private boolean gc;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the result as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--allow-remote",
      description = "Allows a target on another machine. Only test servers that are yours.")
  private boolean allowRemote;

  @Override
  public Integer call() {
    AtomicBoolean stopped = new AtomicBoolean();
    try {
      BenchPlan plan = plan();
      Signals.onFirst(() -> stopped.set(true));
      BenchResult result = Bench.run(plan, spec.commandLine().getErr(), stopped::get);
      spec.commandLine().getOut().print(result.table());
      spec.commandLine().getOut().flush();
      if (json != null) {
        write(json, result);
      }
      return result.isVoid() ? ExitCode.SOFTWARE : ExitCode.OK;
    } catch (BenchException | UncheckedIOException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return ExitCode.USAGE;
    }
  }

  private BenchPlan plan() {
    Scenario known = Scenario.of(scenario);
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      known.check(option.longestName());
    }
    Target target = Target.of(url, allowRemote, ca, resume);
    int count = connections == null ? known.connections() : connections;
    return new BenchPlan(
        known,
        target,
        new BenchPlan.Clients(
            count,
            stalled,
            sources == null ? target.sources(known, count) : sources,
            pending,
            headers,
            Listening.of(transport)),
        new BenchPlan.Load(window, rate == null ? known.rate() : rate, size, warmup, seconds),
        new BenchPlan.Server(serverPid, gc),
        threads);
  }

  private static void write(Path file, BenchResult result) {
    try {
      Files.writeString(file, result.json().encodePrettily() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("the result cannot be written to " + file, e);
    }
  }
}
