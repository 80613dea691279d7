package io.wsgateway.config.load;

import io.vertx.core.json.JsonObject;
import io.wsgateway.config.check.ValueSources;
import io.wsgateway.config.text.KeyPaths;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds the sources of a configuration in order, and tells where a value came from. */
public final class Layers implements ValueSources {
  /** The name for the origin of a value that no source sets. */
  public static final String DEFAULT = "default";

  private final Optional<Layer> file;
  private final List<Layer> overrides;

  /** The sources above the file, the last one first; messages name them. */
  Layers(Optional<Layer> file, List<Layer> overrides) {
    this.file = file;
    this.overrides = List.copyOf(overrides);
  }

  /** Whether there is a file, and it sets no key. */
  public boolean isFileEmpty() {
    return file.filter(layer -> layer.values().isEmpty()).isPresent();
  }

  /** Returns the source of a key's value, such as the name of a file or of a variable. */
  public String of(String path) {
    return override(path)
        .or(() -> file.filter(layer -> gives(layer, path)).map(Layer::label))
        .orElse(DEFAULT);
  }

  @Override
  public String remark(String path) {
    return override(path)
        .map(label -> "from " + label)
        .or(() -> unset(path))
        .map(remark -> " (" + remark + ")")
        .orElse("");
  }

  /** Describes a source that names the key without a value; not for keys inside it. */
  public Optional<String> unset(String path) {
    return overrides.stream()
        .flatMap(layer -> Optional.ofNullable(layer.unset().get(path)).stream())
        .map(name -> name + " is empty and ignored")
        .findFirst();
  }

  @Override
  public String line(String path) {
    if (override(path).isPresent() || file.isEmpty()) {
      return "";
    }
    Map<String, Integer> lines = file.get().lines();
    for (int end = path.length(); end > 0; end = KeyPaths.parentEnd(path, end)) {
      Integer line = lines.get(path.substring(0, end));
      if (line != null) {
        return " (line " + line + ")";
      }
    }
    return "";
  }

  @Override
  public boolean isGiven(String path) {
    return !of(path).equals(DEFAULT);
  }

  @Override
  public boolean fromCommandLine(String path) {
    return override(path).filter(CommandLine.LABEL::equals).isPresent();
  }

  private Optional<String> override(String path) {
    for (int i = overrides.size() - 1; i >= 0; i--) {
      Layer layer = overrides.get(i);
      if (gives(layer, path)) {
        return Optional.of(layer.label(outsideLists(path)));
      }
    }
    return Optional.empty();
  }

  private static boolean gives(Layer layer, String path) {
    Object value = layer.values();
    for (String name : KeyPaths.names(outsideLists(path))) {
      if (!(value instanceof JsonObject group)) {
        return value != null;
      }
      value = group.getValue(name);
    }
    return value != null;
  }

  private static String outsideLists(String path) {
    int bracket = path.indexOf('[');
    return bracket < 0 ? path : path.substring(0, bracket);
  }
}
