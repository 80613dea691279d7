package io.wsgateway.config.load;

import io.wsgateway.config.text.ConfigText;
import io.wsgateway.config.text.YamlProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a configuration comes from; a later one wins over those before it.
 *
 * @param file a YAML or JSON file, if any
 * @param input the text to use in its place, which came from standard input
 * @param environment the environment's variables, of which those beginning with {@code WSGATEWAY_}
 *     count
 * @param sets {@code key=value} pairs of the command line
 * @param secretFiles whether files of secrets and keys are read; if not, they need not exist, and
 *     the configuration is good for checks only
 */
public record ConfigSources(
    @Nullable Path file,
    @Nullable String input,
    Map<String, String> environment,
    List<String> sets,
    boolean secretFiles) {
  /** What a file's name is when standard input is meant. */
  public static final String STANDARD_INPUT = "-";

  /** What standard input is called in messages. */
  public static final String INPUT_NAME = "standard input";

  /** Copies the collections. */
  public ConfigSources {
    environment = Map.copyOf(environment);
    sets = List.copyOf(sets);
  }

  /** With the files of secrets and keys. */
  public ConfigSources(@Nullable Path file, Map<String, String> environment, List<String> sets) {
    this(file, null, environment, sets, true);
  }

  /** The same, to be checked where those files are not mounted. */
  public ConfigSources withoutSecretFiles() {
    return new ConfigSources(file, input, environment, sets, false);
  }

  /** A file and the command line, with the environment of this process. */
  public static ConfigSources ofProcess(@Nullable Path file, List<String> sets) {
    return new ConfigSources(file, System.getenv(), sets);
  }

  /**
   * Standard input and the command line, with the environment of this process. The input is read to
   * its end, here and once.
   *
   * @throws ConfigException if it cannot be used
   */
  public static ConfigSources ofInput(InputStream input, List<String> sets) {
    try {
      String text = ConfigText.decode(input.readNBytes(ConfigText.MAX_BYTES + 1));
      return new ConfigSources(null, text, System.getenv(), sets, true);
    } catch (YamlProblem e) {
      throw new ConfigException(List.of(INPUT_NAME + " " + e.sentence()));
    } catch (IOException e) {
      throw new ConfigException(List.of(INPUT_NAME + " cannot be read"));
    }
  }
}
