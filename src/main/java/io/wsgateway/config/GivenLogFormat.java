package io.wsgateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The log format that a configuration asks for which has problems and so cannot be loaded. */
public final class GivenLogFormat {
  private GivenLogFormat() {}

  /** The last of the sources that names one counts; text if none can be found. */
  public static LogFormat of(ConfigSources sources) {
    return Stream.of(
            CommandLine.layer(sources.sets(), new ArrayList<>()).values(),
            Environment.layer(sources.environment(), new ArrayList<>(), new ArrayList<>()).values(),
            file(sources.file()))
        .flatMap(values -> format(values).stream())
        .findFirst()
        .orElse(LogFormat.TEXT);
  }

  private static Optional<LogFormat> format(JsonObject values) {
    return values.getValue("logging") instanceof JsonObject logging
            && logging.getValue("format") instanceof String word
        ? Words.find(LogFormat.class, word).map(LogFormat.class::cast)
        : Optional.empty();
  }

  private static JsonObject file(@Nullable Path file) {
    try {
      return file == null ? new JsonObject() : StrictYaml.document(Files.readString(file, UTF_8));
    } catch (IOException | YamlProblem e) {
      return new JsonObject();
    }
  }
}
