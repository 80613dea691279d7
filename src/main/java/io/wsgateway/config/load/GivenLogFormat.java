package io.wsgateway.config.load;

import io.vertx.core.json.JsonObject;
import io.wsgateway.config.LoggingConfig.LogFormat;
import io.wsgateway.config.schema.EnumNames;
import io.wsgateway.config.text.ConfigText;
import io.wsgateway.config.text.YamlProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the log format in a configuration that cannot be loaded because it has problems. */
public final class GivenLogFormat {
  private GivenLogFormat() {}

  /** Returns the format from the last source that sets it; text if none does. */
  public static LogFormat of(ConfigSources sources) {
    return Stream.of(
            CommandLine.layer(sources.sets(), new ArrayList<>(), new ArrayList<>()).values(),
            Environment.layer(sources.environment(), new ArrayList<>(), new ArrayList<>()).values(),
            document(sources))
        .flatMap(values -> format(values).stream())
        .findFirst()
        .orElse(LogFormat.TEXT);
  }

  private static Optional<LogFormat> format(JsonObject values) {
    return values.getValue("logging") instanceof JsonObject logging
            && logging.getValue("format") instanceof String word
        ? EnumNames.find(LogFormat.class, word).map(LogFormat.class::cast)
        : Optional.empty();
  }

  private static JsonObject document(ConfigSources sources) {
    Path file = sources.file();
    String text = sources.input();
    try {
      if (text == null) {
        text = file == null ? "" : ConfigText.decode(Files.readAllBytes(file));
      }
      return ConfigText.document(text);
    } catch (IOException | YamlProblem e) {
      return new JsonObject();
    }
  }
}
