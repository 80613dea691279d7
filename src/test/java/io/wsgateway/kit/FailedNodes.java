package io.wsgateway.kit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Keeps what the nodes of a failed test logged last, so that a run whose files are gone can be
 * understood by what it printed. Registered for every test.
 */
public final class FailedNodes implements BeforeTestExecutionCallback, AfterTestExecutionCallback {
  private static final Namespace NAMESPACE = Namespace.create(FailedNodes.class);
  private static final Path KEPT = Path.of("target", "failed-nodes.txt");
  private static final int LINES = 8;
  private static final int WIDTH = 240;

  @Override
  public void beforeTestExecution(ExtensionContext context) {
    context.getStore(NAMESPACE).put("begun", Instant.now());
  }

  @Override
  public void afterTestExecution(ExtensionContext context) throws IOException {
    Instant begun = context.getStore(NAMESPACE).get("begun", Instant.class);
    if (context.getExecutionException().isEmpty() || !Files.isDirectory(GatewayLauncher.LOGS)) {
      return;
    }
    List<String> kept = new ArrayList<>();
    kept.add(context.getRequiredTestClass().getSimpleName() + ": what nodes logged last");
    try (Stream<Path> logs = Files.list(GatewayLauncher.LOGS)) {
      for (Path log : logs.filter(path -> path.toString().endsWith(".log")).sorted().toList()) {
        if (!Files.getLastModifiedTime(log).toInstant().isBefore(begun)) {
          kept.add(log.getFileName().toString());
          kept.addAll(lastOf(new String(Files.readAllBytes(log), StandardCharsets.UTF_8)));
        }
      }
    }
    if (kept.size() == 1) {
      return; // it had no nodes
    }
    Files.write(KEPT, kept, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** The last lines that say what happened to the node; its clients' are left out. */
  static List<String> lastOf(String log) {
    List<String> events =
        log.lines()
            .filter(line -> line.contains("event=") && !line.contains("event=client."))
            .map(line -> "  " + line.substring(0, Math.min(WIDTH, line.length())))
            .toList();
    return events.subList(Math.max(0, events.size() - LINES), events.size());
  }
}
