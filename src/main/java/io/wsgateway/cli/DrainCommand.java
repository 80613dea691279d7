package io.wsgateway.cli;

import io.wsgateway.cli.DrainCall.Progress;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Drains a running node by its API and waits for the end, for a hook before the node is stopped.
 */
@Command(
    name = "drain",
    description =
        "Drains a running node and waits until it has no connection left; exits with 0 then.",
    mixinStandardHelpOptions = true)
final class DrainCommand implements Callable<Integer> {
  /** The exit code when {@code --wait-seconds} are over and the node still has connections. */
  private static final int NOT_YET = 3;

  private static final long POLL_MILLIS = 500;
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** So many questions in a row may fail: a busy node is slow to answer. */
  private static final int FAILURES = 5;

  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8081",
      description =
          "The address of the node's API, http or https, without /api; by default ${DEFAULT-VALUE}.")
  private String url;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      required = true,
      description = "The file with an API key that has the scope manage.")
  private Path keyFile;

  @Option(
      names = "--wait-seconds",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description =
          "How long to wait at most; then it exits with 3, and the node goes on draining. 0, the"
              + " default: as long as the drain takes.")
  private int waitSeconds;

  @Override
  public Integer call() throws InterruptedException {
    URI api = api();
    if (waitSeconds < 0) {
      throw new ParameterException(spec.commandLine(), "--wait-seconds must be 0 or more");
    }
    try {
      DrainCall call = new DrainCall(api, KeyFile.read(keyFile), keyFile, end());
      return await(call, call.drain(), spec.commandLine().getOut());
    } catch (DrainException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  private long end() {
    long seconds = waitSeconds == 0 ? TimeUnit.DAYS.toSeconds(365) : waitSeconds;
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  private URI api() {
    try {
      URI uri = new URI(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
      if (uri.getScheme() != null
          && Set.of("http", "https").contains(uri.getScheme())
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // The same sentence as for an address of another kind.
    }
    throw new ParameterException(
        spec.commandLine(), "--url must be an address such as http://127.0.0.1:8081");
  }

  private int await(DrainCall call, Progress begun, PrintWriter out) throws InterruptedException {
    long lastLine = System.nanoTime();
    Progress seen = begun;
    out.println("draining, connections left: " + seen.remaining());
    while (!seen.isOver()) {
      if (call.isLate()) {
        out.println(
            "still draining after " + waitSeconds + " s, connections left: " + seen.remaining());
        return NOT_YET;
      }
      long now = System.nanoTime();
      if (now - lastLine >= LINE_NANOS) {
        lastLine = now;
        out.println("draining, connections left: " + seen.remaining());
      }
      Thread.sleep(POLL_MILLIS);
      seen = look(call).orElse(seen);
      if (!seen.draining()) {
        throw new DrainException("the drain was undone: the node is back in service");
      }
    }
    out.println("drained");
    return ExitCode.OK;
  }

  /** Asks again when the node does not answer; empty when the time to wait is over. */
  private static Optional<Progress> look(DrainCall call) throws InterruptedException {
    @Nullable DrainException last = null;
    for (int i = 0; i < FAILURES; i++) {
      try {
        return Optional.of(call.status());
      } catch (DrainException e) {
        if (call.isLate()) {
          return Optional.empty();
        }
        last = e;
        Thread.sleep(POLL_MILLIS);
      }
    }
    throw new DrainException(
        "the node answers no more: " + (last == null ? "" : last.getMessage()));
  }
}
