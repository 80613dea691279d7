package io.wsgateway.config.check;

import io.wsgateway.config.text.KeyPaths;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects problems, one per key: consequences of a bad value are not reported again. */
public final class Problems {
  private final ValueSources sources;
  private final boolean secretFiles;
  private final Set<String> failed = new HashSet<>();
  private final List<String> lines = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  public Problems(ValueSources sources) {
    this(sources, true);
  }

  /** With {@code secretFiles} false, the checks do not read the files of secrets and keys. */
  public Problems(ValueSources sources, boolean secretFiles) {
    this.sources = sources;
    this.secretFiles = secretFiles;
  }

  /** Adds a sentence about a key, unless the key or one of its parents already has a problem. */
  public void add(String path, String sentence) {
    if (!failed(path)) {
      failed.add(path);
      lines.add(path + sources.remark(path) + ": " + sentence + sources.line(path));
    }
  }

  /** Whether the value comes from the command line, which the process list shows. */
  public boolean fromCommandLine(String path) {
    return sources.fromCommandLine(path);
  }

  /** Whether the checks read the files of secrets and keys. */
  public boolean secretFilesAreHere() {
    return secretFiles;
  }

  /** Whether a source sets the value; if not, it is a default. */
  public boolean isGiven(String path) {
    return sources.isGiven(path);
  }

  public void warn(String line) {
    warnings.add(line);
  }

  /** Whether a key or one of its parents has a problem, so that its value is not the given one. */
  public boolean failed(String path) {
    for (int end = path.length(); end > 0; end = KeyPaths.parentEnd(path, end)) {
      if (failed.contains(path.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  /** As {@link #failed}, also if an element of the list has a problem. */
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
