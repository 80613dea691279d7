package io.wsgateway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every test that the threat model names exists, and every row names one. */
final class ThreatModelTest {
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|IT))`");

  @Test
  void everyRowNamesTestsThatExist() throws IOException {
    String page = Files.readString(Path.of("docs/security.md"));
    String model = page.substring(page.indexOf("\n## Threat model"));
    List<String> rows = model.lines().filter(line -> line.startsWith("| ")).skip(1).toList();
    Set<String> tests;
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      tests =
          files
              .map(file -> String.valueOf(file.getFileName()).replace(".java", ""))
              .collect(Collectors.toSet());
    }
    assertThat(rows).hasSizeGreaterThan(10);
    assertThat(rows).allMatch(row -> TEST.matcher(row).find());
    assertThat(TEST.matcher(model).results().map((MatchResult found) -> found.group(1)))
        .isSubsetOf(tests);
  }
}
