package io.wsgateway.config.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.schema.Entry;
import io.wsgateway.config.schema.KnownKeys;
import io.wsgateway.config.schema.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReferenceTest {
  @Test
  void theCommittedReferenceIsNotStale() throws IOException {
    assertThat(Files.readString(Path.of("docs/configuration.md")))
        .as(
            "docs/configuration.md is stale; regenerate it with:"
                + " java -jar target/ws-gateway.jar check-config --reference >"
                + " docs/configuration.md")
        .isEqualTo(Reference.markdown());
  }

  @Test
  void itHasEveryKeyThatAcceptsMoreThanItsDefaultAndNoOther() {
    String markdown = Reference.markdown();
    KnownKeys.forEach(
        (path, entry) -> {
          if (path.contains(".") && !path.contains("*")) {
            assertThat(markdown.contains("| `" + path + "`"))
                .as(path)
                .isEqualTo(acceptsMore(path, entry));
          }
        });
    assertThat(markdown)
        .contains("| `limits.messageBytes`", "| `channels.default.slowConsumer`", "## events")
        .doesNotContain("auth.insecure", "channels.default.history", "## history", "## rpc");
  }

  /** Whether a key, or one inside it, can be set. */
  private static boolean acceptsMore(String path, Entry entry) {
    Set<String> inUse = DeclaredKeys.inUse();
    return entry.shape() instanceof Shape.Group
        ? inUse.stream().anyMatch(key -> key.startsWith(path + "."))
        : inUse.stream()
            .anyMatch(
                key ->
                    key.equals(path)
                        || key.startsWith(path + "[].")
                        || key.startsWith(path + ".*"));
  }
}
