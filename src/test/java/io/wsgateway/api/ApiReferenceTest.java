package io.wsgateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares the table of errors in docs/reference/http-api.md with the enum. */
class ApiReferenceTest {
  @Test
  void theTableOfErrorsIsTheEnum() throws IOException {
    List<String> expected =
        Arrays.stream(ApiError.values())
            .map(e -> "| %d | %s | %d".formatted(e.code(), e.message(), e.status()))
            .toList();
    List<String> listed =
        Files.readString(Path.of("docs/reference/http-api.md"))
            .lines()
            .dropWhile(line -> !line.startsWith("| code | message begins with |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .map(row -> row.replaceFirst(" \\|[^|]*\\|$", ""))
            .toList();
    assertThat(listed).isEqualTo(expected);
  }
}
