package io.wsgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Log events are what operators search for: they are named alike, and listed on one page. */
class LogEventsTest {
  private static final Path SOURCES = Path.of("src/main/java/io/wsgateway");
  private static final Pattern EVENT =
      Pattern.compile("addKeyValue\\(\\s*\"event\",\\s*\"([^\"]+)\"");
  private static final Pattern COMPUTED =
      Pattern.compile("addKeyValue\\(\\s*\"event\",\\s*[^\\s\"]");
  private static final Pattern REFUSAL = Pattern.compile("new Refusal\\(\\s*\"([^\"]+)\"");
  private static final Pattern PLAIN = Pattern.compile("\\b(log|LOG)\\.(warn|error|info)\\(");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([^`]+)` \\| (info|warn|error) \\|");

  @Test
  void thePageListsExactlyTheEventsOfTheCode() throws IOException {
    var logged = new TreeSet<String>();
    sources()
        .forEach(
            (file, text) -> {
              logged.addAll(found(EVENT, text));
              if (file.matches("server/admission/\\w*Refusals?.java")) {
                logged.addAll(found(REFUSAL, text));
              }
            });
    var listed = found(ROW, Files.readString(Path.of("docs/reference/log-events.md")));
    assertThat(listed).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(listed)).isEqualTo(logged);
    assertThat(listed).allMatch(name -> name.matches("[a-z]+(\\.[a-z]+)+"));
  }

  @Test
  void everyLineHasAnEventThatCanBeFoundInTheCode() throws IOException {
    sources()
        .forEach(
            (file, text) -> {
              assertThat(PLAIN.matcher(text).find())
                  .as("a line without event in %s", file)
                  .isFalse();
              assertThat(COMPUTED.matcher(text).find())
                  .as("an event whose name is computed in %s", file)
                  .isEqualTo(file.equals("server/admission/RefusalLog.java"));
            });
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }

  private static Map<String, String> sources() throws IOException {
    try (var files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .collect(
              Collectors.toMap(file -> SOURCES.relativize(file).toString(), LogEventsTest::read));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
