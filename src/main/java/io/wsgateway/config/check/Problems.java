package io.wsgateway.config.check;

import io.wsgateway.config.text.KeyPaths;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects problems, one per key: what follows from a bad value is not reported again. */
public final class Problems {
  private final ValueSources sources;
  private final boolean secretFiles;
  private final Set<String> failed = new HashSet<>();
  private final List<String> lines = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  public Problems(ValueSources sources) {
    this(sources, true);
  }

  /** With {@code secretFiles} false, files of secrets and keys are not looked at. */
  public Problems(ValueSources sources, boolean secretFiles) {
    this.sources = sources;
    this.secretFiles = secretFiles;
  }

  /** Adds a sentence about a key, unless the key or one that holds it has a problem already. */
  public void add(String path, String sentence) {
    if (!failed(path)) {
      failed.add(path);
      lines.add(path + sources.remark(path) + ": " + sentence + sources.line(path));
    }
  }

  /** Whether the command line gives the value, which the process list shows. */
  public boolean fromCommandLine(String path) {
    return sources.fromCommandLine(path);
  }

  /** Whether the files of secrets and keys are to be found on this machine. */
  public boolean secretFilesAreHere() {
    return secretFiles;
  }

  /** Whether a source gives the value, so that the key is one to be blamed. */
  public boolean isGiven(String path) {
    return sources.isGiven(path);
  }

  public void warn(String line) {
    warnings.add(line);
  }

  /** Whether the value of a key cannot be relied on. */
  public boolean failed(String path) {
    for (int end = path.length(); end > 0; end = KeyPaths.parentEnd(path, end)) {
      if (failed.contains(path.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  /** The same of a list, of which one element may be enough. */
  public boolean failedWithin(String path) {
    return failed(path) || failed.stream().anyMatch(other -> other.startsWith(path + "["));
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }

  public List<String> warnings() {
    return List.copyOf(warnings);
  }
}
