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
 * Lists the sources of a configuration; a later source overrides the earlier ones.
 *
 * @param file a YAML or JSON file, if any
 * @param input the text from standard input that is used in place of a file, if any
 * @param environment the environment variables; only those that begin with {@code WSGATEWAY_} count
 * @param sets {@code key=value} pairs of the command line
 * @param secretFiles whether files of secrets and keys are read; if not, they need not exist, and
 *     the configuration can only be checked, not used
 */
public record ConfigSources(
    @Nullable Path file,
    @Nullable String input,
    Map<String, String> environment,
    List<String> sets,
    boolean secretFiles) {
  /** The file name that stands for standard input. */
  public static final String STANDARD_INPUT = "-";

  /** The name of standard input in messages. */
  public static final String INPUT_NAME = "standard input";

  /** Copies the collections. */
  public ConfigSources {
    environment = Map.copyOf(environment);
    sets = List.copyOf(sets);
  }

  /** Creates sources whose files of secrets and keys are read. */
  public ConfigSources(@Nullable Path file, Map<String, String> environment, List<String> sets) {
    this(file, null, environment, sets, true);
  }

  /** Returns the same sources for a check without the files of secrets and keys. */
  public ConfigSources withoutSecretFiles() {
    return new ConfigSources(file, input, environment, sets, false);
  }

  /** Creates sources from a file, the command line, and the environment of this process. */
  public static ConfigSources ofProcess(@Nullable Path file, List<String> sets) {
    return new ConfigSources(file, System.getenv(), sets);
  }

  /**
   * Creates sources from standard input, the command line, and the environment of this process.
   * Reads standard input to its end.
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
