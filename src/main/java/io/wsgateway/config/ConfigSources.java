package io.wsgateway.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a configuration comes from; a later one wins over those before it.
 *
 * @param file a YAML file, if any
 * @param environment the environment's variables, of which those beginning with {@code WSGATEWAY_}
 *     count
 * @param sets {@code key=value} pairs of the command line
 * @param secretFiles whether files of secrets and keys are read; if not, they need not exist, and
 *     the configuration is good for checks only
 */
public record ConfigSources(
    @Nullable Path file, Map<String, String> environment, List<String> sets, boolean secretFiles) {
  /** Copies the collections. */
  public ConfigSources {
    environment = Map.copyOf(environment);
    sets = List.copyOf(sets);
  }

  /** With the files of secrets and keys. */
  public ConfigSources(@Nullable Path file, Map<String, String> environment, List<String> sets) {
    this(file, environment, sets, true);
  }

  /** The same, to be checked where those files are not mounted. */
  public ConfigSources withoutSecretFiles() {
    return new ConfigSources(file, environment, sets, false);
  }

  /** A file and the command line, with the environment of this process. */
  public static ConfigSources ofProcess(@Nullable Path file, List<String> sets) {
    return new ConfigSources(file, System.getenv(), sets);
  }
}
