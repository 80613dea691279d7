package io.wsgateway.cli;

import io.wsgateway.config.load.ConfigSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Holds the options that name the sources of a configuration. */
final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The YAML or JSON file, or - for standard input. Without it, the built-in defaults apply,"
              + " which reject every client.")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Sets one key; overrides file and environment. May be repeated. Not for secrets.")
  private List<String> sets = new ArrayList<>();

  /** Returns the sources, with the environment of this process. */
  ConfigSources sources() {
    return isInput() ? ConfigSources.ofInput(System.in, sets) : ConfigSources.ofProcess(file, sets);
  }

  /** Returns the name of the configuration for messages. */
  String name() {
    if (isInput()) {
      return ConfigSources.INPUT_NAME;
    }
    return file == null ? "the configuration" : file.toString();
  }

  /** Whether one of the options is there. */
  boolean isGiven() {
    return file != null || !sets.isEmpty();
  }

  /** Whether standard input has the configuration. */
  boolean isInput() {
    return file != null && file.toString().equals(ConfigSources.STANDARD_INPUT);
  }
}
