package io.wsgateway.config;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says where a value came from. */
public final class Origins {
  /** What is said of a value that no source gives. */
  public static final String DEFAULT = "default";

  private final Optional<Layer> file;
  private final List<Layer> overrides;

  /** The sources over the file are named in messages, the last one first asked. */
  Origins(Optional<Layer> file, List<Layer> overrides) {
    this.file = file;
    this.overrides = List.copyOf(overrides);
  }

  static Origins none() {
    return new Origins(Optional.empty(), List.of());
  }

  /** The source of a key's value, such as a file's name or that of an environment variable. */
  public String of(String path) {
    return override(path)
        .or(() -> file.filter(layer -> gives(layer, path)).map(Layer::label))
        .orElse(DEFAULT);
  }

  /** Where a value came from when that is not the file, to follow the key's name in a message. */
  String remark(String path) {
    return override(path)
        .map(label -> "from " + label)
        .or(() -> unset(path))
        .map(remark -> " (" + remark + ")")
        .orElse("");
  }

  /** What names the key without giving a value, in words; only for the key itself. */
  Optional<String> unset(String path) {
    return overrides.stream()
        .flatMap(layer -> Optional.ofNullable(layer.unset().get(path)).stream())
        .map(name -> name + " is empty and ignored")
        .findFirst();
  }

  /** The line of a key of the file, to end a message; empty when another source gives it. */
  String line(String path) {
    if (override(path).isPresent() || file.isEmpty()) {
      return "";
    }
    Map<String, Integer> lines = file.get().lines();
    for (int end = path.length(); end > 0; end = Paths.parentEnd(path, end)) {
      Integer line = lines.get(path.substring(0, end));
      if (line != null) {
        return " (line " + line + ")";
      }
    }
    return "";
  }

  /** Whether the command line gives the value, which the process list shows. */
  boolean fromCommandLine(String path) {
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
    for (String name : Paths.names(outsideLists(path))) {
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
