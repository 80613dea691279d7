package io.wsgateway.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promtool accepts the rules and every query, and the rules' own tests pass. */
final class RulesIT {
  @BeforeAll
  static void programs() {
    Programs.assumeInstalled();
  }

  @Test
  void rulesAreValid() throws Exception {
    Programs.promtool("check", "rules", RuleFile.PATH.toString());
  }

  @Test
  void eachAlertFiresWhenItShouldAndNotOtherwise() throws Exception {
    List<String> line = new ArrayList<>(List.of("test", "rules"));
    try (Stream<Path> files = Files.list(Path.of("monitoring", "tests"))) {
      files.sorted().map(Path::toString).forEach(line::add);
    }
    Programs.promtool(line.toArray(String[]::new));
  }

  /** Of dashboards and of the pages: each becomes a rule, which promtool parses. */
  @Test
  void everyOtherQueryIsValid(@TempDir Path directory) throws Exception {
    List<String> queries = new ArrayList<>(Queries.ofPages());
    Dashboard.all().forEach(d -> d.queries().forEach(query -> queries.add(query.over("5m"))));
    assertThat(queries).hasSizeGreaterThan(100);
    Programs.promtool("check", "rules", rules(directory, queries).toString());
  }

  private static Path rules(Path directory, List<String> queries) throws IOException {
    StringBuilder rules = new StringBuilder("groups:\n  - name: queries\n    rules:\n");
    for (int i = 0; i < queries.size(); i++) {
      rules
          .append("      - record: query:number")
          .append(i)
          .append("\n        expr: '")
          .append(queries.get(i).replace("'", "''"))
          .append("'\n");
    }
    return Files.writeString(directory.resolve("queries.yaml"), rules);
  }
}
