package io.wsgateway.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The queries that pages of the documentation show. */
final class Queries {
  private static final Pattern BLOCK = Pattern.compile("(?s)```promql\n(.*?)```");
  private static final Pattern INLINE = Pattern.compile("`([^`\n]*)`");
  private static final Pattern METRIC = Pattern.compile(".*\\b(gateway|process|jvm)_\\w+.*");

  private Queries() {}

  /** The sample queries of the metrics, and what the runbook asks Prometheus. */
  static List<String> ofPages() throws IOException {
    Stream<String> samples =
        BLOCK
            .matcher(Files.readString(Path.of("docs", "metrics.md")))
            .results()
            .flatMap(block -> block.group(1).lines())
            .map(line -> line.replaceFirst("\\s+#.*", ""));
    Stream<String> runbook =
        INLINE
            .matcher(Files.readString(Path.of("docs", "run", "alerts.md")))
            .results()
            .map(inline -> inline.group(1))
            .filter(text -> METRIC.matcher(text).matches());
    return Stream.concat(samples, runbook).filter(query -> !query.isBlank()).toList();
  }
}
