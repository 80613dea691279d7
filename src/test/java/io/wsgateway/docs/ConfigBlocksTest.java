package io.wsgateway.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.config.load.ConfigSources;
import io.wsgateway.config.schema.KnownKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every piece of the gateway's configuration that a page shows is accepted by the gateway. */
class ConfigBlocksTest {
  @TempDir Path directory;

  static List<Path> pages() throws IOException {
    return Pages.all();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyConfigurationOfAPageIsValid(Path page) throws IOException {
    Set<String> groups = new HashSet<>();
    KnownKeys.forEach((path, entry) -> groups.add(path.replaceFirst("[.\\[].*", "")));
    assertThat(Pages.blocks(page))
        .filteredOn(block -> block.language().equals("yaml") && groups.contains(first(block)))
        .allSatisfy(
            block ->
                assertThatCode(() -> load(block)).as(block.place()).doesNotThrowAnyException());
  }

  /** The files of secrets and certificates are the reader's. */
  private void load(CodeBlock block) throws IOException {
    Path file = Files.writeString(directory.resolve("block.yaml"), block.text());
    ConfigLoader.load(new ConfigSources(file, Map.of(), List.of()).withoutSecretFiles());
  }

  /** The first key of a block. */
  private static String first(CodeBlock block) {
    return block
        .text()
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .findFirst()
        .orElse("")
        .replaceFirst("[:.].*", "");
  }
}
