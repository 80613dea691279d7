package io.wsgateway.monitoring;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A dashboard of {@code monitoring/dashboards}.
 *
 * @param file its path
 * @param json what the file has
 */
record Dashboard(Path file, JsonObject json) {
  static final Path DIRECTORY = Path.of("monitoring", "dashboards");

  /**
   * A query of a panel.
   *
   * @param place the dashboard and the panel, for messages
   */
  record Query(String place, String expr) {
    /** The query with its variables replaced: all jobs and nodes, and rates over this time. */
    String over(String window) {
      return expr.replace("$__rate_interval", window)
          .replaceAll("\\$(job|instance)", java.util.regex.Matcher.quoteReplacement(".*"));
    }
  }

  static List<Dashboard> all() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.sorted().map(Dashboard::read).toList();
    }
  }

  private static Dashboard read(Path file) {
    try {
      return new Dashboard(file, new JsonObject(Files.readString(file)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return file.getFileName().toString();
  }

  /** The panels that show something, without the rows that hold them together. */
  List<JsonObject> panels() {
    return objects(json.getJsonArray("panels")).stream()
        .filter(panel -> !panel.getString("type").equals("row"))
        .toList();
  }

  /** The queries of all panels. */
  List<Query> queries() {
    return panels().stream()
        .flatMap(
            panel ->
                objects(panel.getJsonArray("targets")).stream()
                    .map(
                        target ->
                            new Query(
                                file.getFileName() + ": " + panel.getString("title"),
                                target.getString("expr"))))
        .toList();
  }

  /** The variables that a reader chooses. */
  List<JsonObject> variables() {
    return objects(json.getJsonObject("templating").getJsonArray("list"));
  }

  static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }
}
