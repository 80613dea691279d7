package io.wsgateway.cli;

import io.wsgateway.bench.Bench;
import io.wsgateway.bench.BenchException;
import io.wsgateway.bench.BenchPlan;
import io.wsgateway.bench.BenchResult;
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

/** Puts a WebSocket server under load and says what its clients saw. */
@Command(
    name = "bench",
    description = {
      "Measures a WebSocket server from outside, at a fixed rate: what its clients received, when,"
          + " and what it cost.",
      "The server sends a text message to everybody who is connected, as an endpoint with onMessage:"
          + " publish does. Times count from when a message was meant to go.",
      "Ends with 1, and the verdict VOID, if a message is missing, came twice, or came after a later"
          + " one of its sender.",
      "",
      "fanout   one client publishes, --connections listen",
      "mesh     every client publishes in turn and listens",
      "connect  handshakes, --connections under way at a time, as many as go or --rate",
      "idle     memory of connections that do nothing (--server-pid)",
      "storm    all connections are cut and come back at once",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "SCENARIO", description = "One of those above.")
  private String scenario;

  @Parameters(
      index = "1",
      paramLabel = "URL",
      description = "For example ws://127.0.0.1:8080/ws; wss:// is TLS.")
  private String url;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "Default: fanout, storm 1000; mesh 100; connect 64; idle 10000.")
  private @Nullable Integer connections;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Messages per second in all, default 20; handshakes, default as many as go.")
  private @Nullable Double rate;

  @Option(
      names = "--window",
      paramLabel = "N",
      defaultValue = "1",
      description = "Messages sent at one moment, in flight together. Default: 1.")
  private int window;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "128",
      description = "Of a message. Default: 128.")
  private int size;

  @Option(
      names = "--stalled",
      paramLabel = "N",
      defaultValue = "0",
      description = "So many of the connections stop reading.")
  private int stalled;

  @Option(
      names = "--warmup",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "Load before what is measured. Default: 5.")
  private int warmup;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "Measured; idle: held; storm: at most. Default: 10.")
  private int seconds;

  @Option(
      names = "--pending",
      paramLabel = "N",
      defaultValue = "100",
      description = "idle, storm: handshakes under way while connections are opened. Default: 100.")
  private int pending;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of this load generator. Default: 1.")
  private int threads;

  @Option(
      names = "--sources",
      paramLabel = "N",
      description =
          "Loopback addresses that connections come from, 127.0.0.2 and up. Default: one per 500.")
  private @Nullable Integer sources;

  @Option(
      names = "--header",
      paramLabel = "'NAME: VALUE'",
      description = "Added to the upgrade, for example a token; may be repeated.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "wss: PEM file of who signed the server's certificate; its name is not compared then.")
  private @Nullable Path ca;

  @Option(
      names = "--server-pid",
      paramLabel = "PID",
      description = "The server's process here, to measure its CPU time and memory.")
  private @Nullable Long serverPid;

  @Option(
      names = "--gc",
      description = "idle: the server is a JVM; collect its garbage before its memory is read.")
  private boolean gc;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the result as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--allow-remote",
      description = "The target may be another machine, which is yours to put under load.")
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
    Target target = Target.of(url, allowRemote, ca);
    int count = connections == null ? known.connections() : connections;
    return new BenchPlan(
        known,
        target,
        new BenchPlan.Clients(
            count,
            stalled,
            sources == null ? target.sources(known, count) : sources,
            pending,
            headers),
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
