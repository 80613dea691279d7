package io.wsgateway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every code block that could run does, or the page says why not. */
class CodeBlocksTest {
  static List<Path> pages() throws IOException {
    return Pages.all();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyBlockNamesItsLanguage(Path page) throws IOException {
    assertThat(Pages.blocks(page)).extracting(CodeBlock::language).doesNotContain("");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyExecutableBlockIsRunOrSaysWhyNot(Path page) throws IOException {
    assertThat(Pages.blocks(page))
        .filteredOn(CodeBlock::isExecutable)
        .allSatisfy(block -> assertThat(block.isMarked()).as(block.place()).isTrue());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyFileOfAnExecutableLanguageIsRunByABlockOfItsPage(Path page) throws IOException {
    List<CodeBlock> blocks = Pages.blocks(page);
    assertThat(blocks)
        .filteredOn(block -> block.isExecutable() && !block.file().isEmpty())
        .allSatisfy(
            file ->
                assertThat(blocks)
                    .as(file.place())
                    .anyMatch(b -> !b.group().isEmpty() && b.text().contains(file.file())));
  }

  @Test
  void blocksAreFoundWithTheirMarkersAndWithoutIndentation() {
    assertThat(
            Pages.blocks(
                Path.of("page.md"),
                """
                1. Step

                   <!-- run: demo fails -->
                   ```sh
                   false
                     indented
                   ```
                <!-- output -->
                ```text
                one … three
                ```
                """
                    .lines()
                    .toList()))
        .containsExactly(
            new CodeBlock(Path.of("page.md"), 4, "sh", "run: demo fails", "false\n  indented\n"),
            new CodeBlock(Path.of("page.md"), 9, "text", "output", "one … three\n"))
        .first()
        .satisfies(
            block -> {
              assertThat(block.group()).isEqualTo("demo");
              assertThat(block.fails()).isTrue();
            });
  }

  @Test
  void whatAPageShowsIsLookedForInItsOrder() {
    assertThat(Step.missing(List.of("a…c", "d"), "x a b c\nd\n")).isEmpty();
    assertThat(Step.missing(List.of("d", "a…c"), "a b c\nd\n")).isEqualTo("a…c");
    assertThat(Step.missing(List.of("a…c"), "a\nc\n")).isEqualTo("a…c");
  }
}
