package io.wsgateway.config.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.schema.KnownKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void everyKeyIsInIt() {
    String markdown = Reference.markdown();
    KnownKeys.forEach(
        (path, entry) -> {
          if (path.contains(".") && !path.contains("*")) {
            assertThat(markdown).contains("| `" + path + "`");
          }
        });
  }
}
