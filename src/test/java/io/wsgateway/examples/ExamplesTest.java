package io.wsgateway.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.config.load.ConfigSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of the examples, without running them. */
final class ExamplesTest {
  private static final Path EXAMPLES = Path.of("examples");

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(f -> Files.exists(f.resolve("gateway.yaml"))).sorted().toList();
    }
  }

  static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      return files.filter(f -> f.toString().matches(".*\\.(html|css|js)")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theConfigurationIsValidAndHasNoKeyOfItsOwn(Path example) {
    Path file = example.resolve("gateway.yaml");
    ConfigSources sources = new ConfigSources(file, Map.of(), List.of()).withoutSecretFiles();
    assertThatCode(() -> ConfigLoader.load(sources)).doesNotThrowAnyException();
    assertThat(file).content().doesNotContainPattern("(key|secret): (?!\"file:)[^\\s{]");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theReadmeBeginsWithTheCommand(Path example) {
    assertThat(example.resolve("README.md"))
        .content()
        .contains("\nexamples/run " + example.getFileName() + "\n");
  }

  @Test
  void theListHasEachExample() throws IOException {
    String list = Files.readString(EXAMPLES.resolve("README.md"));
    assertThat(examples())
        .isNotEmpty()
        .allSatisfy(e -> assertThat(list).contains("(" + e.getFileName() + "/README.md)"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void pagesLoadNothingFromElsewhereAndHaveNoInlineCode(Path page) {
    assertThat(page)
        .content()
        .doesNotContainPattern("https?://(?!www\\.w3\\.org)")
        .doesNotContainPattern(
            "<script(?! type=\"module\" src=)|<style| style=| on[a-z]+=|innerHTML");
  }
}
