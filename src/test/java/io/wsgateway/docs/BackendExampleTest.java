package io.wsgateway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The backend in the guide is the one in {@code examples/}, and it has 30 lines. */
class BackendExampleTest {
  @Test
  void theGuideShowsTheExample() throws Exception {
    String example = Files.readString(Path.of("examples/backend.py"));
    assertThat(example.lines().count()).isLessThanOrEqualTo(30);
    assertThat(Files.readString(Path.of("docs/guides/connect-hook.md")))
        .contains("```python\n" + example + "```\n");
  }
}
