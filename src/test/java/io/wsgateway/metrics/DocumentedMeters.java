package io.wsgateway.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tables of docs/metrics.md. */
public final class DocumentedMeters {
  private static final Pattern ROW =
      Pattern.compile("\\| `(gateway_\\w+)` \\| (\\w+) \\|([^|]*)\\|[^|]*\\|[^|]+\\|");

  private static final Pattern QUERIES = Pattern.compile("(?s)```promql\n(.*?)```");

  private DocumentedMeters() {}

  /** What there is: by name, the type and in braces the labels. */
  public static Map<String, String> present() throws IOException {
    String text = section();
    Map<String, String> rows = new TreeMap<>();
    ROW.matcher(text)
        .results()
        .forEach(
            row -> {
              String labels = row.group(3).replaceAll("[` ]", "");
              rows.put(row.group(1), row.group(2) + "{" + labels + "}");
            });
    return rows;
  }

  /** The sample queries. */
  static String queries() throws IOException {
    return QUERIES
        .matcher(section())
        .results()
        .map(block -> block.group(1))
        .collect(Collectors.joining());
  }

  private static String section() throws IOException {
    String text = Files.readString(Path.of("docs/metrics.md"));
    int from = text.indexOf("## What there is");
    return text.substring(from, text.indexOf("\n## ", from));
  }
}
