package io.wsgateway.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.LoggingConfig.LogFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenLogFormatTest {
  private static final String VARIABLE = "WSGATEWAY_LOGGING_FORMAT";

  @TempDir private Path folder;

  private LogFormat of(String file, Map<String, String> environment, String... sets)
      throws IOException {
    Path path = Files.writeString(folder.resolve("a.yaml"), file);
    return GivenLogFormat.of(new ConfigSources(path, environment, List.of(sets)));
  }

  @Test
  void isFoundBesideEveryProblem() throws IOException {
    assertThat(of("logging: {format: json, nonsense: 1}", Map.of())).isEqualTo(LogFormat.JSON);
    assertThat(of("logging.format: json", Map.of())).isEqualTo(LogFormat.JSON);
    assertThat(of("not: [yaml", Map.of(VARIABLE, "json"))).isEqualTo(LogFormat.JSON);
    assertThat(of("", Map.of("WSGATEWAY_API_KEYS", "[x"), "logging.format=json", "x"))
        .isEqualTo(LogFormat.JSON);
    Path missing = folder.resolve("missing.yaml");
    assertThat(GivenLogFormat.of(new ConfigSources(missing, Map.of(VARIABLE, "json"), List.of())))
        .isEqualTo(LogFormat.JSON);
  }

  @Test
  void theLastSourceCounts() throws IOException {
    Map<String, String> text = Map.of(VARIABLE, "text");
    assertThat(of("logging: {format: json}", text)).isEqualTo(LogFormat.TEXT);
    assertThat(of("", text, "logging.format=json")).isEqualTo(LogFormat.JSON);
  }

  @Test
  void isTextWhereNothingUsableIsSaid() throws IOException {
    assertThat(of("", Map.of())).isEqualTo(LogFormat.TEXT);
    assertThat(of("logging: {format: xml}", Map.of())).isEqualTo(LogFormat.TEXT);
    assertThat(of("logging: json", Map.of())).isEqualTo(LogFormat.TEXT);
    assertThat(GivenLogFormat.of(new ConfigSources(null, Map.of(), List.of())))
        .isEqualTo(LogFormat.TEXT);
  }
}
