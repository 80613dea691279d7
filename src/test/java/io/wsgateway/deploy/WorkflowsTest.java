package io.wsgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What actionlint does not ask of the workflows; {@code .ci/lint/run} runs it. */
class WorkflowsTest {
  private static final Pattern STEP = Pattern.compile("uses:\\s*(.*)");

  static List<Path> workflows() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(".github/workflows"))) {
      return files.sorted().toList();
    }
  }

  /** A tag can be moved to other code; a commit cannot. */
  @ParameterizedTest
  @MethodSource("workflows")
  void actionsArePinnedToCommitsWithTheirVersionBeside(Path workflow) throws Exception {
    List<String> uses =
        STEP.matcher(Files.readString(workflow)).results().map(it -> it.group(1)).toList();
    assertThat(uses).isNotEmpty();
    assertThat(uses)
        .allMatch(it -> it.matches("[\\w-]+/[\\w-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+"));
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void jobsMayOnlyReadAndDoNotRunForever(Path workflow) throws Exception {
    Map<String, Object> values = StrictManifests.values(Files.readString(workflow));
    assertThat(values.get("permissions")).isEqualTo(Map.of("contents", "read"));
    assertThat(values).containsKey("concurrency");
    assertThat((Map<?, ?>) values.get("jobs"))
        .allSatisfy(
            (name, job) -> {
              assertThat(((Map<?, ?>) job).get("timeout-minutes")).isInstanceOf(Integer.class);
              assertThat(((Map<?, ?>) job).containsKey("permissions")).isFalse();
            });
  }

  /** The programs that the workflows call are those that a developer calls. */
  @ParameterizedTest
  @MethodSource("workflows")
  void scriptsExist(Path workflow) throws Exception {
    assertThat(Pattern.compile("\\.ci/[\\w/]+").matcher(Files.readString(workflow)).results())
        .isNotEmpty()
        .allMatch(it -> Files.isExecutable(Path.of(it.group())));
  }
}
