package io.wsgateway.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The tables of docs/metrics.md. */
public final class DocumentedMeters {
  private static final Pattern ROW =
      Pattern.compile("\\| `(gateway_\\w+)` \\| (\\w+) \\|([^|]*)\\|[^|]*\\|[^|]+\\|");

  private DocumentedMeters() {}

  /** What there is: by name, the type and in braces the labels. */
  public static Map<String, String> present() throws IOException {
    return under("## What there is");
  }

  static Map<String, String> under(String heading) throws IOException {
    String text = Files.readString(Path.of("docs/metrics.md"));
    int from = text.indexOf(heading);
    int to = text.indexOf("\n## ", from);
    Map<String, String> rows = new TreeMap<>();
    ROW.matcher(text.substring(from, to))
        .results()
        .forEach(
            row -> {
              String labels = row.group(3).replaceAll("[` ]", "");
              rows.put(row.group(1), row.group(2) + "{" + labels + "}");
            });
    return rows;
  }
}
