package io.wsgateway.cli;

import io.wsgateway.config.load.ConfigException;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.config.load.ConfigSources;
import io.wsgateway.config.load.LoadedConfig;
import io.wsgateway.config.load.SourceFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers which content of the configuration's files was seen, and which was loaded. Its methods
 * block. Not thread-safe.
 */
final class WatchedFiles {
  private static final int TRIES = 5;

  private final ConfigSources sources;
  private SourceFiles files;
  // Unknown at first: the files may have changed while the node started.
  private Map<Path, String> loaded = Map.of();
  private Map<Path, String> seen = Map.of();

  WatchedFiles(ConfigSources sources, SourceFiles files) {
    this.sources = sources;
    this.files = files;
  }

  /** Looks at the files; returns whether they are as at the last look, so that nobody writes. */
  boolean look() {
    Map<Path, String> now = files.digests();
    boolean settled = now.equals(seen);
    seen = now;
    return settled;
  }

  /** The content at the last look, as digests. */
  Map<Path, String> seen() {
    return seen;
  }

  /** Whether the content at the last look is not the one that was loaded. */
  boolean isNew() {
    return !seen.equals(loaded);
  }

  /**
   * Loads the configuration from files that do not change meanwhile.
   *
   * @return empty if they keep changing
   * @throws ConfigException with all problems
   */
  Optional<LoadedConfig> load() {
    for (int i = 0; i < TRIES; i++) {
      Map<Path, String> before = files.digests();
      try {
        LoadedConfig now = ConfigLoader.load(sources);
        if (!now.files().equals(files)) {
          // Read again, so that the content of the new ones is known.
          files = now.files();
        } else if (files.digests().equals(before)) {
          loaded = before;
          seen = before;
          return Optional.of(now);
        }
      } catch (ConfigException e) {
        if (files.digests().equals(before)) {
          throw e;
        }
      }
    }
    return Optional.empty();
  }
}
