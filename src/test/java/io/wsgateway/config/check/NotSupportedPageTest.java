package io.wsgateway.config.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of what is not supported lists exactly the keys that the gateway refuses. */
class NotSupportedPageTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^`]+`(?: with .*)?) \\| .+ \\|$");

  @Test
  void thePageListsTheKeysThatOnlyAcceptTheirDefault() throws IOException {
    String page = Files.readString(Path.of("docs/not-supported.md"));
    String keys = page.substring(page.indexOf("## Keys that only accept their default"));
    List<String> listed = ROW.matcher(keys).results().map(row -> row.group(1)).toList();
    assertThat(listed)
        .containsExactlyInAnyOrderElementsOf(
            UnsupportedKeys.ROWS.stream().map(NotSupportedPageTest::cell).toList());
  }

  private static String cell(UnsupportedKeys.Row row) {
    String key = "`" + row.key().replaceFirst("^rule\\.", "channels.default.") + "`";
    return row.words().isEmpty() ? key : key + " with `" + String.join("` or `", row.words()) + "`";
  }
}
