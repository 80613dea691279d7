package io.wsgateway.cli;

import io.wsgateway.config.load.ConfigSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command's configuration comes from. */
final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The YAML or JSON file, - for standard input; without it, the built-in defaults, which"
              + " refuse everything.")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one key, over file and environment; may be repeated. Not for secrets.")
  private List<String> sets = new ArrayList<>();

  /** The sources, with the environment of this process. */
  ConfigSources sources() {
    return isInput() ? ConfigSources.ofInput(System.in, sets) : ConfigSources.ofProcess(file, sets);
  }

  /** What to call the configuration in a message. */
  String name() {
    if (isInput()) {
      return ConfigSources.INPUT_NAME;
    }
    return file == null ? "the configuration" : file.toString();
  }

  private boolean isInput() {
    return file != null && file.toString().equals(ConfigSources.STANDARD_INPUT);
  }
}
