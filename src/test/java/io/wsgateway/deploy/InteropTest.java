package io.wsgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code interop/run} tries, and what it wrote down last. */
class InteropTest {
  private static final Pattern CLIENT =
      Pattern.compile("(?m)^ {4}\\(\"([^\"]+)\", (NODE|PYTHON|GO|JAVA_CASES), .*\\),$");

  @Test
  void theLastResultsAreOfEveryLibraryThatIsTried() throws IOException {
    String results = Files.readString(newest());
    List<String> libraries =
        CLIENT
            .matcher(Files.readString(Path.of("interop/matrix.py")))
            .results()
            .map(client -> client.group(1))
            .toList();
    assertThat(libraries).hasSizeGreaterThan(12);
    assertThat(libraries).allSatisfy(library -> assertThat(results).contains("| " + library + " "));
  }

  private static Path newest() throws IOException {
    try (Stream<Path> pages = Files.list(Path.of("interop/results"))) {
      return pages.max(Comparator.comparing(Path::toString)).orElseThrow();
    }
  }
}
